import type { Pool } from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { createPool, outliveConnection, sessionUrl } from '@rapport/postgres';
import { AUDIT_STEPS } from './audit/schema';
import { FIGURE_STEPS } from './figures/schema';
import { migrateDerived } from './lost/migrate-derived';
import { createTables } from './lost/projection-tables';
import { PAST_STEPS } from './pasts/schema';
import { REPLAY_STEPS } from './replay/schema';
import { RESUME_STEPS } from './resume/schema';
import { tellFollowers } from './resume/tell-followers';
import { CLOSE_STEPS } from './rules/close-schema';
import { READ_DB_STEPS } from './schema';
import { SKIP_STEPS } from './skips/schema';
import { WHAT_IF_STEPS } from './what-if/schema';

/** What `rapport_read` is made of besides the projections' tables, in the order in which it is made. */
const COMPONENTS = [
  ['read-db', READ_DB_STEPS],
  ['replay', REPLAY_STEPS],
  ['resume', RESUME_STEPS],
  ['skips', SKIP_STEPS],
  ['audit', AUDIT_STEPS],
  ['what-if', WHAT_IF_STEPS],
  ['figures', FIGURE_STEPS],
  ['closes', CLOSE_STEPS],
  ['pasts', PAST_STEPS],
] as const;

const migrateAll = async (pool: Pool): Promise<boolean> => {
  let again = false;
  for (const [component, steps] of COMPONENTS) again = (await migrateDerived(pool, component, steps)) || again;
  return again;
};

/** Brings `rapport_read` up to date, without the projections' tables: for a process that asks it and has no views of its own. */
export const migrateReadDb = async (pool: Pool): Promise<void> => {
  if (await migrateAll(pool)) await tellFollowers(pool);
};

/**
 * Makes again what is gone of the tables that the log can fill; followers, of whatever process, then read it from its start, and who stands at a
 * table that was lost goes back to the start as well. True when there was something to make.
 */
export const mendReadDb = async (pool: Pool, source: DataSource): Promise<boolean> => {
  const again = await migrateAll(pool);
  const lost = await createTables(source);
  if (!again && lost.length === 0) return false;
  await tellFollowers(pool);
  return true;
};

/**
 * Opens the read database for queries: brings the schema `rapport_read` up to date, creates the projections' tables that are not there, and
 * connects TypeORM to them. Tables that were lost are made again, and filled from the log.
 * @param url PostgreSQL connection string.
 * @param tables the entity schemas of the projections.
 */
export const openReadDb = async (url: string, tables: readonly EntitySchema[], max = 10): Promise<DataSource> => {
  const source = new DataSource({
    type: 'postgres',
    url: sessionUrl(url),
    entities: [...tables],
    applicationName: 'rapport read-db',
    poolSize: max,
    // As in `createPool`: TypeORM makes its own pool, which listens to a connection only once it has been handed over.
    extra: { onConnect: outliveConnection },
  });
  const pool = createPool(url, { max: 1, name: 'rapport read-db' });
  try {
    await source.initialize();
    await mendReadDb(pool, source);
    return source;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw error;
  } finally {
    await pool.end();
  }
};
