import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Transactions of others may still see what was overwritten, so that its bytes had to stay in the files of the tables. */
export class StillSeen extends Error {
  constructor(readonly transactions: number) {
    super(
      `the old bytes stay in the database's files: ${transactions} transaction(s) of others may still see them. End them, then run this again`,
    );
    this.name = 'StillSeen';
  }
}

const PATIENCE_MS = 30_000;
const LOOK_MS = 50;

/** Transactions that began before this one and could see a row as it was. */
const OLDER = `
  select count(*)::int as n from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and age(backend_xmin) > age($1::xid)`;

/**
 * Writes tables anew without their dead rows. PostgreSQL keeps a dead row as long as any transaction might see it: these are
 * waited for.
 * @throws StillSeen after `patienceMs`; what could be removed is removed.
 */
export const removeDeadRows = async (
  pool: Pool,
  tables: readonly string[],
  patienceMs = PATIENCE_MS,
): Promise<void> => {
  const { rows } = await pool.query<{ now: string }>('select pg_current_xact_id()::xid::text as now');
  const older = async (): Promise<number> => (await pool.query<{ n: number }>(OLDER, [rows[0]!.now])).rows[0]!.n;
  let left = await older();
  for (const end = performance.now() + patienceMs; left > 0 && performance.now() < end; left = await older())
    await pause(LOOK_MS);
  for (const table of tables) await pool.query(`vacuum full ${table}`);
  if (left > 0) throw new StillSeen(left);
};
