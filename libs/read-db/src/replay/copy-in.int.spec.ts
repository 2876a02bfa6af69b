import type { Pool } from 'pg';
import { createPool, inTransaction } from '@rapport/postgres';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { copyIn } from './copy-in';

describe('COPY of lines', () => {
  let pool: Pool;
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, { max: 1 });
    await pool.query('create table taken (key text primary key, n int not null check (n > 0))');
  });
  afterAll(async () => {
    await pool?.end();
    await database?.drop();
  });

  const copy = (lines: string) => inTransaction(pool, (client) => copyIn(client, 'copy taken from stdin', lines));
  const taken = async (): Promise<unknown> => (await pool.query('select key, n from taken order by key')).rows;

  it('writes them', async () => {
    await copy('a\t1\nb\t2\n');
    expect(await taken()).toEqual([{ key: 'a', n: 1 }, { key: 'b', n: 2 }]); // prettier-ignore
  });

  it.each([
    ['a value that is none', 'c\tmany\n', '22P02'],
    ['a value that is not allowed', 'c\t-1\n', '23514'],
    ['a row that is there', 'a\t1\n', '23505'],
    [
      'too few columns, late in many lines',
      `${Array.from({ length: 50_000 }, (_, n) => `m${n}\t1\n`).join('')}c\n`,
      '22P04',
    ],
  ])('fails for %s, and the connection goes on', async (_what, lines, code) => {
    const before = await taken();
    await expect(copy(lines)).rejects.toMatchObject({ code });
    expect(await taken()).toEqual(before);
  });

  it('fails with the connection', async () => {
    const ending = inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const other = createPool(database.url, { max: 1 });
      await other.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      await other.end();
      await copyIn(client, 'copy taken from stdin', 'z\t1\n');
    });
    await expect(ending).rejects.toThrow();
    expect(await taken()).not.toContainEqual({ key: 'z', n: 1 });
  });
});
