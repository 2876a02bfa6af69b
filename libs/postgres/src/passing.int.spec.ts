import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { isAway } from './passing';
import { createPool } from './pool';

describe('a failed statement', () => {
  let database: FreshDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, { max: 2, connectTimeout: 2_000 });
  });
  afterAll(async () => {
    await pool?.end();
    await database?.drop();
  });
  const errorOf = (asked: Promise<unknown>): Promise<unknown> => asked.then(() => 'no error', (error: unknown) => error); // prettier-ignore
  const during = async (how: 'cancel' | 'terminate'): Promise<unknown> => {
    const client = await pool.connect();
    const pid = (client as unknown as { processID: number }).processID;
    const failed = errorOf(client.query('select pg_sleep(30)'));
    await database.pool.query(`select pg_${how}_backend($1)`, [pid]);
    const errors = [await failed, await errorOf(client.query('select 1'))];
    client.release(true);
    return how === 'cancel' ? errors[0] : errors;
  };

  it('is the fault of a server that stopped it, whether by itself or with its connection', async () => {
    expect(isAway(await during('cancel'))).toBe(true);
    expect(((await during('terminate')) as unknown[]).map(isAway)).toEqual([true, true]);
    const slow = errorOf(pool.query('set statement_timeout = 10; select pg_sleep(1)'));
    expect(isAway(await slow)).toBe(true);
  });

  it('is the fault of a server that has no connection left, or does not listen', async () => {
    const held = [await pool.connect(), await pool.connect()];
    expect(isAway(await errorOf(pool.query('select 1')))).toBe(true);
    for (const client of held) client.release(true);
    const nobody = createPool('postgres://127.0.0.1:1/none');
    expect(isAway(await errorOf(nobody.query('select 1')))).toBe(true);
    await nobody.end();
  });

  it('is the fault of a server that can only be read for a while', async () => {
    const client = await pool.connect();
    await client.query('set default_transaction_read_only = on');
    expect(isAway(await errorOf(client.query('create table written (id int)')))).toBe(true);
    client.release(true);
  });

  it('is the fault of whoever asked for what there is not, or of a program', async () => {
    const wrong = ['select 1 from nothing', 'select 1 / 0', 'select'].map((text) => errorOf(pool.query(`${text};x`)));
    expect((await Promise.all(wrong)).map(isAway)).toEqual([false, false, false]);
    expect([new TypeError('x is undefined'), null, undefined, 'text', { code: 57 }].map(isAway)).toEqual(
      Array(5).fill(false),
    );
  });
});
