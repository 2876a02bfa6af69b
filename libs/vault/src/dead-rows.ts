import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/** Transactions of others may still see what was overwritten, so that its bytes had to stay in the files of the tables. */
export class StillSeen extends Error {
  constructor(readonly transactions: number) {
    super(
      `the old bytes stay in the database's files: ${transactions} transaction(s) of others, of this or another database of the server, may still see them. End them, then run this again`,
    );
    this.name = 'StillSeen';
  }
}

const PATIENCE_MS = 30_000;
const LOOK_MS = 50;

/**
 * Who keeps rows of before `$1` in the files: sights of sessions of this database and of standbys, transactions that have written (in any database of the server, since
 * every sight, also the one of the cleaning itself, begins at the oldest of them), prepared ones and replication slots. At least one while our own sight
 * would begin before it.
 */
const OLDER = `
  select greatest((pg_snapshot_xmin(pg_current_snapshot()) <= $1::xid8)::int,
    (select count(*) from pg_stat_activity where pid <> pg_backend_pid() and (age(backend_xid) > age($1::xid8::xid)
       or (datname = current_database() or backend_type = 'walsender') and age(backend_xmin) > age($1::xid8::xid)))
    + (select count(*) from pg_prepared_xacts where age(transaction) > age($1::xid8::xid))
    + (select count(*) from pg_replication_slots where age(xmin) > age($1::xid8::xid)))::int as n`;

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
  const { rows } = await pool.query<{ now: string }>('select pg_current_xact_id()::text as now');
  const older = async (): Promise<number> => (await pool.query<{ n: number }>(OLDER, [rows[0]!.now])).rows[0]!.n;
  let left = await older();
  for (const end = performance.now() + patienceMs; left > 0 && performance.now() < end; left = await older())
    await pause(LOOK_MS);
  for (const table of tables) await pool.query(`vacuum full ${table}`);
  if (left > 0) throw new StillSeen(left);
};
