import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { NormalIdentifier } from '@rapport/events';
import type { Pool } from 'pg';
import type { Freshness } from './freshness';
import { hmacHex, type HmacKey } from './hmac';
import { identifierRows, type NewHandle } from './identifier-rows';
import type { Handle } from './vault';
import { newKey } from './wrapping';

const CACHED_MAX = 500_000;
const ROUNDS_MAX = 10;

export interface IdentifierIndex {
  claim(identifiers: readonly NormalIdentifier[]): Promise<readonly Handle[]>;
  find(identifiers: readonly NormalIdentifier[]): Promise<readonly (Handle | null)[]>;
  mint(count: number): Promise<readonly Handle[]>;
  forgetAll(): void;
}

const newHandle = (master: Buffer): NewHandle => {
  const handle = randomUUID();
  return { handle, ...newKey(master, handle) };
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
  const hashOf = ({ type, issuer, value }: NormalIdentifier): string =>
    hmacHex(hashKey, `${type}\n${issuer ?? ''}\n${value}`);

  /** Adds to `known` what is cached or stored; gives back the hashes still unknown. */
  const lookUp = async (hashes: Iterable<string>, known: Map<string, Handle>): Promise<string[]> => {
    const asked: string[] = [];
    for (const hash of new Set(hashes)) {
      const handle = cache.get(hash);
      if (handle) known.set(hash, handle);
      else asked.push(hash);
    }
    if (asked.length === 0) return asked;
    const generation = fresh().generation();
    const found = await rows.find(asked);
    const cacheable = fresh().generation() === generation;
    for (const [hash, handle] of found) {
      known.set(hash, handle);
      if (cacheable) cache.set(hash, handle);
    }
    return asked.filter((hash) => !found.has(hash));
  };
  const insert = async (hashes: readonly string[], byHash: ReadonlyMap<string, NormalIdentifier>): Promise<void> => {
    const drafts = hashes.map((hash) => ({ hash, identifier: byHash.get(hash)!, ...newHandle(master) }));
    const generation = fresh().generation();
    const won = await rows.insert(drafts);
    if (fresh().generation() !== generation) return;
    for (const { hash, handle, key } of drafts) {
      if (!won.has(handle)) continue;
      made(handle, key);
      cache.set(hash, handle);
    }
  };

  return {
    async claim(identifiers) {
      const hashes = identifiers.map(hashOf);
      const byHash = new Map(hashes.map((hash, index) => [hash, identifiers[index]!]));
      const known = new Map<string, Handle>();
      let unknown = await lookUp(byHash.keys(), known);
      // Others may win a hash between look-up and insert, and an erasure may take it away again: so in rounds.
      for (let round = 0; unknown.length > 0; round += 1) {
        if (round === ROUNDS_MAX) throw new Error('identifiers are claimed and erased again and again');
        await insert(unknown, byHash);
        unknown = await lookUp(unknown, known);
      }
      return hashes.map((hash) => known.get(hash)!);
    },
    async find(identifiers) {
      const hashes = identifiers.map(hashOf);
      const known = new Map<string, Handle>();
      await lookUp(hashes, known);
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
