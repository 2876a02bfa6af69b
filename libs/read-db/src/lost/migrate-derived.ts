import { forgetSteps, goneOf, inTransaction, migrate, migrateWithin, TablesGone, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { startOver } from '../resume/start-over';

/** Followers whose memory a component is: they read the log again when it was lost. */
const MEMORY_OF: Readonly<Record<string, readonly string[]>> = { rules: ['rules', 'clock'], policies: ['policies'] };
/** Who is who, and how far everybody has come: nothing else means anything without it. */
const FOUNDATION = 'read-db';
const FROM_THE_START = 'delete from rapport_read.checkpoint where projection = any($1)';
/** Who holds a lease finds that it has lost it. */
const FENCE = `update rapport_read.lease set owner = 'lost tables', epoch = epoch + 1, until = clock_timestamp() - interval '1 ms'`;

const readAgain = async (sql: Sql, component: string): Promise<void> => {
  if (component === FOUNDATION) return startOver(sql);
  const followers = MEMORY_OF[component] ?? [];
  const foundation = ['rapport_read.checkpoint', 'rapport_read.lease'];
  if (followers.length === 0 || (await goneOf(sql, foundation)).length > 0) return;
  await sql.query(FENCE);
  await sql.query(FROM_THE_START, [followers]);
};

/**
 * Brings the tables of a component up to date that hold nothing but what the log says. Where some of them are gone, all of the component's are
 * made again at once, empty, and the followers that fill them read the log from its start. True when that was so.
 */
export const migrateDerived = async (pool: Pool, component: string, steps: readonly string[]): Promise<boolean> => {
  try {
    await migrate(pool, component, steps);
    return false;
  } catch (error) {
    if (!(error instanceof TablesGone)) throw error;
  }
  await inTransaction(pool, async (client) => {
    if (await forgetSteps(client, component, steps)) await readAgain(client, component);
    await migrateWithin(client, component, steps);
  });
  return true;
};
