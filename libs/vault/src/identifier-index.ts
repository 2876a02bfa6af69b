import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { NormalIdentifier } from '@rapport/events';
import { gather } from '@rapport/postgres';
import type { Pool } from 'pg';
import type { Freshness } from './freshness';
import type { HmacKey } from './hmac';
import { identifierHash } from './identifier-hash';
import { identifierRows, type NewHandle } from './identifier-rows';
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

const newHandle = (master: Buffer): NewHandle => {
  const handle = randomUUID();
  const { key, wrapped } = newKey(master, handle);
  return { handle, key, wrapped };
};

/** Identifier → handle by keyed hash. `made` learns of the keys that this process has put into the vault. */
export const identifierIndex = (
  pool: Pool,
  master: Buffer,
  hashKey: HmacKey,
  fresh: () => Freshness,
  made: (handle: Handle, key: Buffer) => void,
  appendFlushes = false,
): IdentifierIndex => {
  const cache = new LRUCache<string, Handle>({ max: CACHED_MAX });
  const rows = identifierRows(pool, appendFlushes);
  const hashOf = (identifier: NormalIdentifier): string => identifierHash(hashKey, identifier);

  /** Adds to `known` what is cached; gives back the other hashes, each once. */
  const cached = (hashes: Iterable<string>, known: Map<string, Handle>): string[] => {
    const others = new Set<string>();
    for (const hash of hashes) {
      const handle = cache.get(hash);
      if (handle) known.set(hash, handle);
      else others.add(hash);
    }
    return [...others];
  };
  /** Adds to `known` what is stored; gives back the hashes still unknown. */
  const lookUp = async (hashes: readonly string[], known: Map<string, Handle>): Promise<string[]> => {
    if (hashes.length === 0) return [];
    const generation = fresh().generation();
    const found = await rows.find(hashes);
    const cacheable = fresh().generation() === generation;
    for (const [hash, handle] of found) {
      known.set(hash, handle);
      if (cacheable) cache.set(hash, handle);
    }
    return hashes.filter((hash) => !found.has(hash));
  };
  /** Adds to `known` those that were new; gives back the hashes that somebody else has taken. */
  const insert = async (
    hashes: readonly string[],
    wanted: ReadonlyMap<string, NormalIdentifier>,
    known: Map<string, Handle>,
  ): Promise<string[]> => {
    const drafts = hashes.map((hash) => {
      const { handle, key, wrapped } = newHandle(master);
      return { hash, identifier: wanted.get(hash)!, handle, key, wrapped };
    });
    const generation = fresh().generation();
    const won = await rows.insert(drafts);
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

  /** Puts in first and looks for the losers then: what is not cached is new, but for the time after a start. */
  const settle = async (wanted: ReadonlyMap<string, NormalIdentifier>): Promise<ReadonlyMap<string, Handle>> => {
    const known = new Map<string, Handle>();
    let unknown = cached(wanted.keys(), known);
    // Others may win a hash, and an erasure may take it away again before it is looked for: so in rounds.
    for (let round = 0; unknown.length > 0; round += 1) {
      if (round === ROUNDS_MAX) throw new Error('identifiers are claimed and erased again and again');
      const lost = await insert(unknown, wanted, known);
      unknown = await lookUp(lost, known);
    }
    return known;
  };
  /** Claims under way at the same time share their statements, and with them a commit. */
  const settled = gather<ReadonlyMap<string, NormalIdentifier>, ReadonlyMap<string, Handle>>(
    async (calls) => {
      const known = await settle(calls.length === 1 ? calls[0]! : new Map(calls.flatMap((call) => [...call])));
      return calls.map(() => known);
    },
    { atOnce: CLAIMS_AT_ONCE, weight: (wanted) => wanted.size },
  );

  return {
    async claim(identifiers) {
      const hashes = identifiers.map(hashOf);
      const known = new Map<string, Handle>();
      const wanted = new Map<string, NormalIdentifier>();
      hashes.forEach((hash, index) => {
        const handle = cache.get(hash);
        if (handle) known.set(hash, handle);
        else wanted.set(hash, identifiers[index]!);
      });
      const rest = wanted.size > 0 ? await settled(wanted) : known;
      return hashes.map((hash) => known.get(hash) ?? rest.get(hash)!);
    },
    async find(identifiers) {
      const hashes = identifiers.map(hashOf);
      const known = new Map<string, Handle>();
      await lookUp(cached(hashes, known), known);
      return hashes.map((hash) => known.get(hash) ?? null);
    },
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
