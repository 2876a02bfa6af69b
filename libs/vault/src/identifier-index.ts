import { randomUUID } from 'node:crypto';
import type { NormalIdentifier } from '@rapport/events';
import { gather } from '@rapport/postgres';
import type { Pool } from 'pg';
import type { Freshness } from './freshness';
import { StaleHashing, type Hashing } from './hashing';
import { identifierHash, type HashKeys, type IdentifierHash } from './identifier-hash';
import { identifierRows, type NewHandle } from './identifier-rows';
import { Recent } from './recent';
import type { Handle } from './vault';
import { newKey } from './wrapping';

const CACHED_MAX = 500_000;
const ROUNDS_MAX = 10;
/** While one claim is with the server the next is put together. */
const CLAIMS_AT_ONCE = 2;

export interface IdentifierIndex {
  claim(identifiers: readonly NormalIdentifier[]): Promise<readonly Handle[]>;
  find(identifiers: readonly NormalIdentifier[]): Promise<readonly (Handle | null)[]>;
  mint(count: number): Promise<readonly Handle[]>;
  forgetAll(): void;
}

/** An identifier that is asked for, by its hashes. */
interface Sought extends IdentifierHash {
  readonly identifier: NormalIdentifier;
}
/** By the hash under the newest key, each once. */
type Wanted = ReadonlyMap<string, Sought>;
type Known = Map<string, Handle>;

const soughtOf = (keys: HashKeys, identifiers: readonly NormalIdentifier[]): readonly Sought[] =>
  identifiers.map((identifier) => ({ ...identifierHash(keys, identifier), identifier }));

const newHandle = (master: Buffer): NewHandle => {
  const handle = randomUUID();
  const { key, wrapped } = newKey(master, handle);
  return { handle, key, wrapped };
};

/** Identifier → handle by keyed hash. `made` learns of the keys that this process has put into the vault. */
export const identifierIndex = (
  pool: Pool,
  master: Buffer,
  hashing: Hashing,
  fresh: () => Freshness,
  made: (handle: Handle, key: Buffer) => void,
): IdentifierIndex => {
  const cache = new Recent<string, Handle>(CACHED_MAX);
  const rows = identifierRows(pool);

  /** Adds to `known` what is cached; gives back the other hashes, each once. */
  const cached = (hashes: Iterable<string>, known: Known): string[] => {
    const others = new Set<string>();
    for (const hash of hashes) {
      const handle = cache.get(hash);
      if (handle) known.set(hash, handle);
      else others.add(hash);
    }
    return [...others];
  };
  /** Adds to `known` what is stored under either key; gives back the hashes still unknown. */
  const lookUp = async (keys: HashKeys, hashes: readonly string[], wanted: Wanted, known: Known): Promise<string[]> => {
    if (hashes.length === 0) return [];
    const generation = fresh().generation();
    const found = await rows.find(keys, [...hashes, ...hashes.flatMap((hash) => wanted.get(hash)!.older ?? [])]);
    const cacheable = fresh().generation() === generation;
    return hashes.filter((hash) => {
      const handle = found.get(hash) ?? found.get(wanted.get(hash)!.older ?? '');
      if (handle === undefined) return true;
      known.set(hash, handle);
      if (cacheable) cache.set(hash, handle);
      return false;
    });
  };
  /** Adds to `known` those that were new; gives back the hashes that somebody else has taken. */
  const insert = async (keys: HashKeys, hashes: readonly string[], wanted: Wanted, known: Known): Promise<string[]> => {
    if (hashes.length === 0) return [];
    const drafts = hashes.map((hash) => ({ ...wanted.get(hash)!, ...newHandle(master) }));
    const generation = fresh().generation();
    const won = await rows.insert(keys, drafts);
    const cacheable = fresh().generation() === generation;
    for (const { hash, handle, key } of drafts) {
      if (!won.has(handle)) continue;
      known.set(hash, handle);
      if (!cacheable) continue;
      made(handle, key);
      cache.set(hash, handle);
    }
    return won.size === drafts.length ? [] : hashes.filter((hash) => !known.has(hash));
  };

  /**
   * Puts in first and looks for the losers then: what is not cached is new, but for the time after a start. While one hash key
   * takes over from another it looks first: a row under the oldest key alone would not be in the way of a second handle.
   */
  const settle = async (keys: HashKeys, wanted: Wanted): Promise<Known> => {
    const known: Known = new Map();
    let unknown = cached(wanted.keys(), known);
    if (keys.oldest !== keys.newest) unknown = await lookUp(keys, unknown, wanted, known);
    // Others may win a hash, and an erasure may take it away again before it is looked for: so in rounds.
    for (let round = 0; unknown.length > 0; round += 1) {
      if (round === ROUNDS_MAX) throw new Error('identifiers are claimed and erased again and again');
      const lost = await insert(keys, unknown, wanted, known);
      unknown = await lookUp(keys, lost, wanted, known);
    }
    return known;
  };
  /** Claims under way at the same time share their statements, and with them a commit. */
  const settled = gather<{ readonly keys: HashKeys; readonly wanted: Wanted }, Known>(
    async (calls) => {
      const { keys } = calls[0]!;
      // Hashes under other keys don't go together; who has the old ones is told to hash anew.
      if (calls.some((call) => call.keys !== keys)) throw new StaleHashing();
      const all = calls.length === 1 ? calls[0]!.wanted : new Map(calls.flatMap(({ wanted }) => [...wanted]));
      const known = await settle(keys, all);
      return calls.map(() => known);
    },
    { atOnce: CLAIMS_AT_ONCE, weight: ({ wanted }) => wanted.size },
  );

  return {
    claim: (identifiers) =>
      hashing.current(async (keys) => {
        const sought = soughtOf(keys, identifiers);
        const known: Known = new Map();
        const wanted = new Map<string, Sought>();
        for (const one of sought) {
          const handle = cache.get(one.hash);
          if (handle) known.set(one.hash, handle);
          else wanted.set(one.hash, one);
        }
        const rest = wanted.size > 0 ? await settled({ keys, wanted }) : known;
        return sought.map(({ hash }) => known.get(hash) ?? rest.get(hash)!);
      }),
    find: (identifiers) =>
      hashing.current(async (keys) => {
        const sought = soughtOf(keys, identifiers);
        const wanted = new Map(sought.map((one) => [one.hash, one]));
        const known: Known = new Map();
        await lookUp(keys, cached(wanted.keys(), known), wanted, known);
        return sought.map(({ hash }) => known.get(hash) ?? null);
      }),
    async mint(count) {
      const drafts = Array.from({ length: count }, () => newHandle(master));
      if (count > 0) await rows.mint(drafts);
      // Nobody else has heard of these handles yet, so nobody can have destroyed them.
      for (const { handle, key } of drafts) made(handle, key);
      return drafts.map(({ handle }) => handle);
    },
    forgetAll: () => cache.clear(),
  };
};
