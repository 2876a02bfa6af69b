import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/** What was done to the server while others wrote and followed. */
export interface Troubles {
  /** Connections cut in the middle of an append, and any others, those of followers too. */
  cut: number;
  /** Appends cancelled, as a statement timeout does. */
  cancelled: number;
  /** Transactions that had the head's lock, had written an event, and rolled back. */
  rolledBack: number;
}

const OURS = "datname = current_database() and application_name = 'rapport-store' and pid <> pg_backend_pid()";
const APPENDING = `${OURS} and state = 'active' and query like '%rapport_store.append(%'`;
const CUT_APPEND = `select pg_terminate_backend(pid) from pg_stat_activity where ${APPENDING} order by random() limit 1`;
const CUT_ANY = `select pg_terminate_backend(pid) from pg_stat_activity where ${OURS} order by random() limit 1`;
const CANCEL = `select pg_cancel_backend(pid) from pg_stat_activity where ${APPENDING} order by random() limit 2`;
/** An event that never was: followers must not see it, nor the place that it had. */
const GHOST = (ms: number): string => `begin;
  update rapport_store.head set position = position + 1;
  insert into rapport_store.events
    select position, 'customer-ghost', 1, gen_random_uuid(), clock_timestamp(), 'Ghost', '{}', '' from rapport_store.head;
  select pg_sleep(${ms / 1000});
  rollback`;

/** Longer than a lane waits for the lock. */
const LONG_MS = 600;
const SHORT_MS = 15;
const LONG_EVERY = 25;

/** Makes trouble, one after the other, until the signal aborts. */
export const makeTrouble = async (pool: Pool, troubles: Troubles, signal: AbortSignal): Promise<void> => {
  const done = async (sql: string): Promise<number> => (await pool.query(sql)).rowCount ?? 0;
  for (let turn = 0; !signal.aborted; turn += 1) {
    if (turn % 4 === 0) troubles.cut += await done(CUT_APPEND);
    if (turn % 4 === 1) troubles.cancelled += await done(CANCEL);
    if (turn % 4 === 2) troubles.cut += await done(CUT_ANY);
    if (turn % 4 === 3) {
      await pool.query(GHOST(turn % LONG_EVERY === LONG_EVERY - 2 ? LONG_MS : SHORT_MS));
      troubles.rolledBack += 1;
    }
    await pause(20);
  }
};
