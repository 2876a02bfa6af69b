import { join } from 'node:path';
import type { Config } from '@rapport/edge';
import { createPool, makeDirs, startEmbedded } from '@rapport/postgres';
import { Advice, say } from '../terminal';
import { claimDataDir, runningInstance } from '../up/instance';

/** Where the embedded server's files are. */
export const embeddedDir = (config: Config): string => join(config.dataDir, 'postgres');

/** The embedded server of an instance that does not run, started for one piece of work and stopped after it. */
const startedFor = async <T>(config: Config, work: (url: string) => Promise<T>): Promise<T> => {
  makeDirs(config.dataDir);
  const claim = claimDataDir(config.dataDir);
  try {
    say('starting PostgreSQL …');
    const server = await startEmbedded({ dataDir: embeddedDir(config) });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    claim.release();
  }
};

/** Works on the database wherever it is: of DATABASE_URL, of the instance that runs, or started for this. */
export const withDatabase = async <T>(config: Config, work: (url: string) => Promise<T>): Promise<T> => {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  return url ? work(url) : startedFor(config, work);
};

const OTHERS = `
  select string_agg(distinct application_name, ', ' order by application_name) as names from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and application_name ~ '^rapport([ -]|$)'`;

/**
 * For work that nobody else may be at: other processes would go on with what they hold in memory.
 * @throws Advice when one is.
 */
export const refuseOthers = async (url: string, why: string): Promise<void> => {
  const pool = createPool(url, { max: 1, name: 'rapport-alone' });
  try {
    const { rows } = await pool.query<{ names: string | null }>(OTHERS);
    const names = rows[0]!.names;
    if (names !== null) throw new Advice(`Rapport is at work on this database (${names}). Stop it first: ${why}.`);
  } finally {
    await pool.end();
  }
};
