import type { Sql } from '@rapport/postgres';
import { hmacKey } from './hmac';
import type { HashKeys } from './identifier-hash';
import { hashKeyName } from './secrets';
import { unwrap } from './wrapping';

/** A statement was made for other hash keys than the database is at by now. */
export class StaleHashing extends Error {
  override readonly name = 'StaleHashing';
  constructor() {
    super('the keys of identifiers have changed meanwhile');
  }
}

const STALE_CODE = 'RV001';
const ROUNDS_MAX = 10;

/** Says of a failed statement that it was refused because of its keys. */
export const orStale = (error: unknown): never => {
  throw (error as { code?: unknown }).code === STALE_CODE ? new StaleHashing() : error;
};

/** Which hash keys the database is at, with the keys themselves; one statement, so that they belong together. */
export const readHashKeys = async (sql: Sql, master: Buffer): Promise<HashKeys> => {
  const { rows } = await sql.query<{ oldest: number; newest: number; name: string; wrapped: Buffer }>(
    `select oldest, newest, name, wrapped from rapport_vault.hashing, rapport_vault.secret where name like 'identifier/%'`,
  );
  const wrapped = new Map(rows.map((row) => [row.name, row.wrapped]));
  const { oldest, newest } = rows[0]!;
  const names = Array.from({ length: newest }, (_, n) => hashKeyName(n + 1));
  return { oldest, newest, ladder: names.map((name) => hmacKey(unwrap(master, name, wrapped.get(name)!))) };
};

/** What this process knows of the hash keys. A process that knows old ones can't do harm: its statements are refused. */
export interface Hashing {
  now(): HashKeys;
  /** They may have changed: the next `ensure` looks. */
  outdate(): void;
  ensure(): Promise<void>;
  /** Does the work again, with what the keys are then, as long as it is refused as stale. */
  current<T>(work: (keys: HashKeys) => Promise<T>): Promise<T>;
}

/** Opens the hash keys; `changed` is called when they are others than before. */
export const openHashing = async (sql: Sql, master: Buffer, changed: () => void): Promise<Hashing> => {
  let keys = await readHashKeys(sql, master);
  let outdated = false;
  let reading: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    outdated = false;
    try {
      const read = await readHashKeys(sql, master);
      if (read.oldest === keys.oldest && read.newest === keys.newest) return;
      keys = read;
      changed();
    } catch (error) {
      outdated = true;
      throw error;
    }
  };
  const ensure = async (): Promise<void> => {
    while (outdated || reading) await (reading ??= read().finally(() => (reading = null)));
  };
  return {
    now: () => keys,
    outdate: () => void (outdated = true),
    ensure,
    async current(work) {
      for (let round = 1; ; round += 1) {
        try {
          return await work(keys);
        } catch (error) {
          if (!(error instanceof StaleHashing) || round === ROUNDS_MAX) throw error;
          outdated = true;
          await ensure();
        }
      }
    },
  };
};
