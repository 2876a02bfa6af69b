import type { DataClass } from '@rapport/events';
import type { Pool } from 'pg';
import type { Freshness } from './freshness';
import { hmacKey, type HmacKey } from './hmac';
import { newKey, unwrap } from './wrapping';

/** Key of a data class in a quarter; 'erased' when its time of retention is over, 'damaged' when its row is. */
export type ClassKey = HmacKey | 'erased' | 'damaged' | undefined;

export const classQuarter = (dataClass: DataClass, quarter: string): string => `${dataClass}.${quarter}`;

export interface ClassKeys {
  /** The keys by `<class>.<quarter>`; absent ones are made when `make` is set, by whoever comes first. */
  load(names: Iterable<string>, make: boolean): Promise<ReadonlyMap<string, ClassKey>>;
  forgetAll(): void;
}

interface Row {
  readonly name: string;
  readonly wrapped: Buffer | null;
}

/** There are few of them (four a quarter), so all that were met stay in memory. */
export const classKeys = (pool: Pool, master: Buffer, fresh: () => Freshness): ClassKeys => {
  const cache = new Map<string, ClassKey>();

  const read = async (names: readonly string[]): Promise<Map<string, ClassKey>> => {
    const { rows } = await pool.query<Row>(
      `select class || '.' || quarter as name, wrapped from rapport_vault.class_key
       where (class, quarter) in (select split_part(name, '.', 1), split_part(name, '.', 2) from unnest($1::text[]) name)`,
      [names],
    );
    return new Map(rows.map(({ name, wrapped }) => [name, wrapped ? opened(name, wrapped) : 'erased']));
  };
  const opened = (name: string, wrapped: Buffer): ClassKey => {
    try {
      return hmacKey(unwrap(master, name, wrapped));
    } catch {
      return 'damaged';
    }
  };
  const insert = (names: readonly string[]): Promise<unknown> =>
    pool.query(
      `insert into rapport_vault.class_key (class, quarter, wrapped)
       select split_part(name, '.', 1), split_part(name, '.', 2), wrapped
       from unnest($1::text[], $2::bytea[]) as made (name, wrapped) order by name on conflict do nothing`,
      [names, names.map((name) => newKey(master, name).wrapped)],
    );

  return {
    async load(names, make) {
      const found = new Map<string, ClassKey>();
      for (const name of names) found.set(name, cache.get(name));
      const missing = [...found.keys()].filter((name) => found.get(name) === undefined);
      if (missing.length === 0) return found;
      const generation = fresh().generation();
      let rows = await read(missing);
      const absent = missing.filter((name) => !rows.has(name));
      if (make && absent.length > 0) {
        await insert(absent);
        rows = await read(missing);
      }
      for (const [name, key] of rows) {
        found.set(name, key);
        if (fresh().generation() === generation && typeof key === 'object') cache.set(name, key);
      }
      return found;
    },
    forgetAll: () => cache.clear(),
  };
};
