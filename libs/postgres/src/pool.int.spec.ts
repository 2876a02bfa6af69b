import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { createPool } from './pool';

describe('a pool', () => {
  let database: FreshDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, { max: 2 });
  });
  afterAll(async () => {
    await pool?.end();
    await database?.drop();
  });

  it('outlives a connection that dies before whoever asked for it can listen', async () => {
    const client = await pool.connect();
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('outlives an idle connection that is cut, and opens another', async () => {
    const client = await pool.connect();
    const { processID } = client as unknown as { processID: number };
    client.release();
    await database.pool.query('select pg_terminate_backend($1, 5000)', [processID]);
    const { rows } = await pool.query('select pg_backend_pid() as pid').catch(() => pool.query('select 0 as pid'));
    expect(rows[0].pid).not.toBe(processID);
  });
});
