import type { NormalIdentifier } from '@rapport/events';
import { hmacHex, type HmacKey } from './hmac';

/**
 * The keys that identifiers are hashed with, one upon the other: under key 1 the hash is HMAC(key 1, identifier), under key n it
 * is HMAC(key n, hash under key n - 1). So a hash can be brought under a newer key by whoever has not got the identifier.
 */
export interface HashKeys {
  /** Number of the key that every row is under; below `newest` while one key takes over from another. */
  readonly oldest: number;
  /** Number of the newest key, which new rows are under too. */
  readonly newest: number;
  /** Key n at place n - 1. */
  readonly ladder: readonly HmacKey[];
}

/** Keyed hashes of an identifier in hex: the only form in which identifiers are indexed. */
export interface IdentifierHash {
  /** Under the newest key. */
  readonly hash: string;
  /** Under the oldest one, when that is another. */
  readonly older: string | null;
}

const step = ({ ladder }: HashKeys, key: number, below: string): string =>
  hmacHex(ladder[key - 1]!, Buffer.from(below, 'hex'));

/** The hash under key `to` of what has a hash under key `from`, which is not above it. */
export const climb = (keys: HashKeys, hash: string, from: number, to: number): string => {
  let climbed = hash;
  for (let key = from + 1; key <= to; key += 1) climbed = step(keys, key, climbed);
  return climbed;
};

export const identifierHash = (keys: HashKeys, { type, issuer, value }: NormalIdentifier): IdentifierHash => {
  const { oldest, newest } = keys;
  const first = hmacHex(keys.ladder[0]!, `${type}\n${issuer ?? ''}\n${value}`);
  const low = climb(keys, first, 1, oldest);
  return oldest === newest ? { hash: low, older: null } : { hash: climb(keys, low, oldest, newest), older: low };
};
