import type { Pool } from 'pg';
import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { bothClocks } from './both-clocks';

const HOUR_MS = 3_600_000;
let database: FreshDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, { max: 1, name: 'spec' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('lets no time pass that has not passed by the database’s clock, and says once that the two differ', async () => {
  const log = jest.fn();
  const passed = bothClocks(pool, log, () => new Date(Date.now() + HOUR_MS));
  const before = Date.now();
  for (let times = 0; times < 2; times++) {
    const moment = (await passed()).getTime();
    // Whole milliseconds of one clock, microseconds of the other.
    expect(moment).toBeGreaterThanOrEqual(before - 1);
    expect(moment).toBeLessThanOrEqual(Date.now() + 1);
  }
  expect(log).toHaveBeenCalledTimes(1);
  expect(log).toHaveBeenCalledWith('warn', expect.stringContaining('differ'), { aheadSeconds: expect.closeTo(3_600, -1) }); // prettier-ignore
});

it('lets none pass that has not passed here, and says nothing of what is hardly apart', async () => {
  const log = jest.fn();
  const behind = new Date(Date.now() - 30_000);
  expect(await bothClocks(pool, log, () => behind)()).toEqual(behind);
  expect(log).not.toHaveBeenCalled();
});
