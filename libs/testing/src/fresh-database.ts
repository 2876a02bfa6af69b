import { randomBytes } from 'node:crypto';
import { createPool } from '@rapport/postgres';
import type { Pool } from 'pg';
import { testServer } from './server';

/** A database of one spec's own. */
export interface FreshDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Ends the pool, kicks out whoever is still connected, and drops the database. */
  drop(): Promise<void>;
}

/** Creates an empty database for one spec file; call `drop` in afterAll. */
export const freshDatabase = async (): Promise<FreshDatabase> => {
  const server = await testServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const pool = createPool(url, { name: 'spec' });
  let dropped: Promise<void> | undefined;
  const drop = async (): Promise<void> => {
    await pool.end();
    await onServer(server, `drop database if exists ${name} with (force)`);
  };
  return { url, pool, drop: () => (dropped ??= drop()) };
};

const onServer = async (url: string, sql: string): Promise<void> => {
  const pool = createPool(url, { max: 1, name: 'spec' });
  try {
    await pool.query(sql);
  } finally {
    await pool.end();
  }
};
