import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { createPool, inTransaction, type Sql } from '@rapport/postgres';
import type pg from 'pg';
import { peopleFinder } from './found-people';
import { keyedUrl } from './keyed-url';
import { openReadDb } from './open-read-db';
import { recogniser } from './recognition';

const CUSTOMERS = 20_000;
const uuid = (n: string): string => `md5(${n}::text)::uuid`;
const EARLY = 300;
/**
 * When the planner last looked, one handle had been seen with everybody's, and nobody was joined with anybody any more; since then came
 * customers of two handles each, the second joined to the first.
 */
const FILL = `
  alter table rapport_read.identity_edge set (autovacuum_enabled = off);
  alter table rapport_read.identity_membership set (autovacuum_enabled = off);
  insert into rapport_read.identity_edge
    select '00000000-0000-0000-0000-000000000000', ${uuid('(-n)')}, true, null, null, true, 1, false, 1 from generate_series(1, ${EARLY}) n;
  insert into rapport_read.identity_membership
    select ${uuid('(-n)')}, ${uuid('(n + 0.5)')}, '0', '1' from generate_series(1, ${EARLY}) n;
  analyze rapport_read.identity_edge; analyze rapport_read.identity_membership;
  insert into rapport_read.identity_handle
    select ${uuid('n')}, 'email', null, null, false, '1' from generate_series(1, ${2 * CUSTOMERS}) n;
  insert into rapport_read.identity_edge
    select least(a, b), greatest(a, b), true, null, null, true, 1, true, 1 from (
      select ${uuid('n')} as a, ${uuid(`(n + ${CUSTOMERS})`)} as b from generate_series(1, ${CUSTOMERS}) n) pair;
  insert into rapport_read.identity_membership
    select ${uuid(`(n + ${CUSTOMERS})`)}, ${uuid('n')}, '1', null from generate_series(1, ${CUSTOMERS}) n`;
/** Entries of tables and indexes that this transaction has read. */
const READ = `
  select coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0)::int as read from pg_class
  where relname like 'identity\\_%' and relkind in ('r', 'i')`;

let database: FreshDatabase;
let keyed: pg.Pool;
beforeAll(async () => {
  database = await freshDatabase();
  await (await openReadDb(database.url, [], 1)).destroy();
  await database.pool.query(FILL);
  keyed = createPool(keyedUrl(database.url), { max: 1 });
});
afterAll(async () => {
  await keyed.end();
  await database.drop();
});

/** How much of who is who is read by some work. */
const readBy = (work: (sql: Sql) => Promise<unknown>): Promise<number> =>
  inTransaction(keyed, async (sql) => {
    // What transactions before it have read may not have been told yet.
    const before = (await sql.query<{ read: number }>(READ)).rows[0]!.read;
    await work(sql);
    return (await sql.query<{ read: number }>(READ)).rows[0]!.read - before;
  });

const idOf = async (n: number): Promise<string> =>
  (await database.pool.query<{ id: string }>(`select ${uuid('$1::int')} as id`, [n])).rows[0]!.id;

it('recognises a customer without reading of the others, however many there are', async () => {
  const [first, second] = [await idOf(77), await idOf(77 + CUSTOMERS)];
  const recognise = recogniser();
  const read = await readBy(async (sql) => {
    const { candidates } = await recognise(sql, [second], [], 5);
    expect(candidates.map(({ customer, handles }) => [customer, handles.length])).toEqual([[first, 2]]);
  });
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(50);
});

it('finds a customer by an id without reading of the others', async () => {
  const [first, second] = [await idOf(78), await idOf(78 + CUSTOMERS)];
  const find = peopleFinder();
  const read = await readBy(async (sql) => {
    const { people } = await find(sql, [second]);
    expect(people.map(({ customer }) => customer)).toEqual([first]);
  });
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(50);
});
