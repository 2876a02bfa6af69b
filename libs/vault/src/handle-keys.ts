import type { Pool } from 'pg';
import type { Freshness } from './freshness';
import { Recent } from './recent';
import type { Handle } from './vault';
import { unwrap } from './wrapping';

const CACHED_MAX = 300_000;

/** A handle's key in memory with the cell keys derived from it, so that both are forgotten together. */
export interface HandleKey {
  readonly key: Buffer;
  /** By `<class>.<quarter>`. */
  readonly cellKeys: Map<string, Buffer>;
}

/** What the vault knows of a handle: its key, that it was destroyed, that its row is damaged, or nothing. */
export type KeyState = HandleKey | 'erased' | 'damaged' | undefined;

export interface HandleKeys {
  /** States of the handles, those not cached by one query. */
  load(handles: readonly Handle[]): Promise<ReadonlyMap<Handle, KeyState>>;
  /** Caches the key of a handle just made. */
  remember(handle: Handle, key: Buffer): void;
  forget(handle: Handle): void;
  forgetAll(): void;
}

export const handleKeys = (pool: Pool, master: Buffer, fresh: () => Freshness): HandleKeys => {
  const cache = new Recent<Handle, HandleKey>(CACHED_MAX);

  const stateOf = (handle: Handle, wrapped: Buffer | null): KeyState => {
    if (!wrapped) return 'erased';
    try {
      return { key: unwrap(master, handle, wrapped), cellKeys: new Map() };
    } catch {
      return 'damaged';
    }
  };
  const read = async (handles: readonly Handle[], states: Map<Handle, KeyState>): Promise<void> => {
    const generation = fresh().generation();
    const { rows } = await pool.query<{ handle: Handle; wrapped: Buffer | null }>({
      name: 'rapport_vault_keys',
      text: 'select handle, wrapped from rapport_vault.handle_key where handle = any($1::uuid[])',
      values: [handles],
    });
    const cacheable = fresh().generation() === generation;
    for (const { handle, wrapped } of rows) {
      const state = stateOf(handle, wrapped);
      states.set(handle, state);
      if (cacheable && typeof state === 'object') cache.set(handle, state);
    }
  };

  return {
    async load(handles) {
      const states = new Map<Handle, KeyState>();
      const missing: Handle[] = [];
      for (const handle of new Set(handles)) {
        const cached = cache.get(handle);
        if (cached) states.set(handle, cached);
        else missing.push(handle);
      }
      if (missing.length > 0) await read(missing, states);
      return states;
    },
    remember: (handle, key) => void cache.set(handle, { key, cellKeys: new Map() }),
    forget: (handle) => void cache.delete(handle),
    forgetAll: () => cache.clear(),
  };
};
