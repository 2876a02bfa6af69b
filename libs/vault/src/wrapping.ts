import { decrypt, encrypt, OVERHEAD_BYTES } from './gcm';
import { random } from './random';

/** Bytes of every key in the vault. */
export const KEY_BYTES = 32;
/** Bytes of a key as stored. */
export const WRAPPED_BYTES = KEY_BYTES + OVERHEAD_BYTES;

/** A key and its form at rest: encrypted under the master key and bound to its name, so that rows can't be exchanged. */
export interface NewKey {
  readonly key: Buffer;
  readonly wrapped: Buffer;
}

/** The master key of this vault is another one than the vault was made with, or a wrapped key was damaged. */
export class WrongMasterKey extends Error {
  constructor(name: string, cause: unknown) {
    super(
      `the key "${name}" can't be unwrapped: this is not the master key that the vault was made with. ` +
        'Set RAPPORT_MASTER_KEY (or RAPPORT_MASTER_KEY_FILE) to the original one, or restore master.key in the data directory; ' +
        'after "rapport keys rotate-master" only the new one opens it, and a backup from before it only the one of that time',
      { cause },
    );
    this.name = 'WrongMasterKey';
  }
}

/** A new random key with its wrapped form. */
export const newKey = (master: Buffer, name: string): NewKey => {
  const key = random(KEY_BYTES);
  return { key, wrapped: encrypt(master, key, name) };
};

/** @throws WrongMasterKey */
export const unwrap = (master: Buffer, name: string, wrapped: Buffer): Buffer => {
  try {
    return decrypt(master, wrapped, name);
  } catch (cause) {
    throw new WrongMasterKey(name, cause);
  }
};
