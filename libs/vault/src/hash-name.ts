import { climb, type HashKeys } from './identifier-hash';

/** A keyed hash with the number of its key, as ledgers and other tables hold it: `1:ab…`. */
export interface HashName {
  readonly keyId: number;
  readonly hash: string;
}

const FORM = /^(\d{1,4}):([0-9a-f]{64})$/;

/** @throws RangeError when the text is no such name */
export const hashName = (text: string): HashName => {
  const [, keyId, hash] = FORM.exec(text) ?? [];
  if (keyId === undefined || hash === undefined) throw new RangeError('not the keyed hash of an identifier');
  return { keyId: Number(keyId), hash };
};

export const textOf = ({ keyId, hash }: HashName): string => `${keyId}:${hash}`;

/** The same identifier's name under a key that is not below the name's own. @throws RangeError when that key is not known */
export const lift = (keys: HashKeys, { keyId, hash }: HashName, to: number): HashName => {
  if (keyId < 1 || keyId > to || to > keys.newest)
    throw new RangeError(`the vault has no way from hash key ${keyId} to ${to}`);
  return { keyId: to, hash: climb(keys, hash, keyId, to) };
};

/** The same identifiers' names under the newest key. @throws RangeError when a text is no name, or its key is not known */
export const lifted = (keys: HashKeys, names: readonly string[]): readonly string[] =>
  names.map((name) => textOf(lift(keys, hashName(name), keys.newest)));

/** How many identifiers a list names: while one key takes over from another, many stand there twice. */
export const identifiersIn = (names: readonly string[]): number => {
  const counts = new Map<number, number>();
  for (const { keyId } of names.map(hashName)) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  return Math.max(0, ...counts.values());
};
