import { createPool } from '@rapport/postgres';
import { isKurrent, openEventStore } from '@rapport/engines';
import type { Config } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import type pg from 'pg';
import { Advice, EXIT } from '../terminal';
import { runningInstance } from '../up/instance';

/** The log and the database with its anchors, past the API: who verifies must not ask the one that is verified. */
export interface History {
  readonly store: EventStore;
  readonly pool: pg.Pool;
  readonly storePool: pg.Pool;
  close(): Promise<void>;
}

/** @throws Advice when there is no database to ask. */
export const openHistory = async (config: Config): Promise<History> => {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (!url) {
    const why = 'the embedded PostgreSQL runs only while Rapport does: start it, or set DATABASE_URL';
    throw new Advice(`nothing to read: ${why}`, EXIT.usage);
  }
  const storeUrl = isKurrent(config.eventStoreUrl) ? url : (config.eventStoreUrl ?? url);
  const pool = createPool(url, { max: 2, name: 'rapport-verify' });
  const storePool = storeUrl === url ? pool : createPool(storeUrl, { max: 1, name: 'rapport-verify' });
  const close = async (): Promise<void> => {
    if (storePool !== pool) await storePool.end();
    await pool.end();
  };
  try {
    const store = await openEventStore({ store: config.eventStoreUrl, database: url });
    return { store, pool, storePool, close: () => store.close().then(close) };
  } catch (error) {
    await close();
    throw error;
  }
};
