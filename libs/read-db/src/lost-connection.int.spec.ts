import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { openReadDb } from './open-read-db';

describe('connections of queries', () => {
  let database: FreshDatabase;
  let source: DataSource;
  beforeAll(async () => {
    database = await freshDatabase();
    source = await openReadDb(database.url, [], 2);
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.drop();
  });
  const poolOf = ({ driver }: DataSource): Pool => (driver as unknown as { readonly master: Pool }).master;

  it('may end before whoever asked for one can listen, and the process outlives that', async () => {
    const client = await poolOf(source).connect();
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
    client.release(true);
    expect(await source.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('are opened anew when all of them are ended, again and again', async () => {
    const END = `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name = 'rapport read-db'`; // prettier-ignore
    for (let round = 0; round < 20; round++) {
      const asked = Promise.allSettled([source.query('select pg_sleep(0.02)'), source.query('select 1')]);
      await database.pool.query(END);
      await asked;
    }
    expect(await source.query('select 1 as one').catch(() => source.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });
});
