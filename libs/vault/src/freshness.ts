import type { Pool } from 'pg';

/** What a process has cached of the vault is at most this old when it is used (milliseconds). */
export const STALE_MAX_MS = 1_000;

/** One line of the ledger of destroyed keys: a handle, or a data class and quarter. */
export interface Destroyed {
  readonly handle: string | null;
}

export interface Freshness {
  /**
   * Every destruction committed more than STALE_MAX_MS before the call has been forgotten when this resolves. Costs at
   * most one query per STALE_MAX_MS and process.
   */
  ensure(): Promise<void>;
  /** Looks now, whatever the age: for the process that destroys. */
  check(): Promise<void>;
  /**
   * Rises with each destruction seen. What was read from the database may be cached only if the number is still the one
   * from before the query; else a key that was destroyed while its row was on the way would live in the cache.
   */
  generation(): string;
}

/** Follows the ledger of destroyed keys. `forget` drops them from the caches; `clock` is monotonic, in milliseconds. */
export const followDestroyed = async (
  pool: Pool,
  forget: (destroyed: readonly Destroyed[]) => void,
  clock: () => number = () => performance.now(),
): Promise<Freshness> => {
  let checkedAt = clock();
  const { rows } = await pool.query<{ last: string }>('select last from rapport_vault.destruction');
  let seen = rows[0]!.last;
  let running: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    const startedAt = clock();
    const { rows: news } = await pool.query<Destroyed & { ordinal: string }>(
      'select ordinal, handle from rapport_vault.destroyed where ordinal > $1 order by ordinal',
      [seen],
    );
    if (news.length > 0) {
      seen = news.at(-1)!.ordinal;
      forget(news);
    }
    checkedAt = startedAt;
  };
  const shared = (): Promise<void> => (running ??= look().finally(() => (running = null)));

  return {
    generation: () => seen,
    async ensure() {
      const needed = clock() - STALE_MAX_MS;
      // A check that was already under way may have begun too early: then one more.
      while (checkedAt < needed) await shared();
    },
    async check() {
      await running;
      await shared();
    },
  };
};
