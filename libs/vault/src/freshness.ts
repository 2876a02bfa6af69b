import { isAway, type Timeline } from '@rapport/postgres';
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
   * Rises with each destruction seen, and when another server has taken over. What was read from the database may be cached only if the number is still the one
   * from before the query; else a key that was destroyed while its row was on the way would live in the cache.
   */
  generation(): string;
}

const orAway = (error: unknown): void => {
  if (!isAway(error)) throw error;
};

/** A data class and quarter, or the hash keys: whatever is cached may hang on them. */
const ALL: readonly Destroyed[] = [{ handle: null }];

/**
 * Follows the ledger of destroyed keys. `forget` drops them from the caches, which also happens with all of them when another server has
 * taken over: it may know neither the newest handles and keys nor the end of the ledger. `clock` is monotonic, in milliseconds.
 */
export const followDestroyed = async (
  pool: Pool,
  forget: (destroyed: readonly Destroyed[]) => void,
  timeline: Timeline,
  clock: () => number = () => performance.now(),
): Promise<Freshness> => {
  const lastOf = async (): Promise<string> =>
    (await pool.query<{ last: string }>('select last from rapport_vault.destruction')).rows[0]!.last;
  let checkedAt = clock();
  await timeline.ensure(pool);
  let { takeovers } = timeline;
  let seen = await lastOf();
  let running: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    const startedAt = clock();
    if (takeovers !== timeline.takeovers) {
      const now = timeline.takeovers;
      seen = await lastOf();
      takeovers = now;
      forget(ALL);
    }
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
    generation: () => `${takeovers}.${seen}`,
    async ensure() {
      const needed = clock() - STALE_MAX_MS;
      // While nobody answers nothing is written either: an append finds out which server it comes to, and asks again.
      await timeline.ensure(pool).catch(orAway);
      // A check that was already under way may have begun too early: then one more.
      while (checkedAt < needed || takeovers !== timeline.takeovers) await shared();
    },
    async check() {
      await running;
      await shared();
    },
  };
};
