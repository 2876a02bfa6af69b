import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { relabel } from './relabel';

const [BEFORE, AFTER] = ['0000000a-0000000000000000007', '0000000b-0000000000000000007'];
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.pool.query('create schema rapport_read');
});
afterAll(() => database.drop());

const COLUMNS = 'position text, closed_position text, basis text, data json';

it('moves where rows of a view stand, and leaves what events say as it was recorded', async () => {
  const tables = ['rapport_read.rule_runs_v2', 'rapport_read.value_v1874780001_old'];
  for (const table of tables) {
    await database.pool.query(`create table ${table} (${COLUMNS})`);
    await database.pool.query(`insert into ${table} values ($1, $1, $1, $2)`, [BEFORE, { told: BEFORE }]);
  }
  expect(await relabel(database.pool, '0000000b')).toBe(2);
  for (const table of tables) {
    const { rows } = await database.pool.query(`select * from ${table}`);
    expect(rows).toEqual([{ position: AFTER, closed_position: AFTER, basis: BEFORE, data: { told: BEFORE } }]);
  }
});

it('moves all that followers keep for themselves', async () => {
  await database.pool.query(`create table rapport_read.checkpoint (seen text, more json)`);
  await database.pool.query('insert into rapport_read.checkpoint values ($1, $2)', [BEFORE, { at: BEFORE }]);
  await relabel(database.pool, '0000000b');
  expect((await database.pool.query('select * from rapport_read.checkpoint')).rows).toEqual([
    { seen: AFTER, more: { at: AFTER } },
  ]);
});
