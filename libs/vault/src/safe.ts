import { decrypt, encrypt } from './gcm';

/** Keeps secrets of the installation that are nobody's personal data, such as those that webhooks are signed with. */
export interface Safe {
  /** Encrypts a text, bound to its name: under another one it does not open. */
  lock(name: string, text: string): Buffer;
  /** @throws Error when it was damaged, has another name, or is of another vault. */
  unlock(name: string, locked: Buffer): string;
}

/** Its key is one of the vault's secrets: a new master key wraps that one anew, and what is locked stays as it is. */
export const safeOf = (key: Buffer): Safe => ({
  lock: (name, text) => encrypt(key, text, name),
  unlock: (name, locked) => decrypt(key, locked, name).toString('utf8'),
});
