import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { openVault, type Vault } from './index';
import { random } from './random';

const TIMES = 25;

describe('what events will need', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let vault: Vault;
  beforeAll(async () => {
    database = await freshDatabase();
    // A server that by itself acknowledges before anything is on disk.
    pool = createPool(`${database.url}?options=-c%20synchronous_commit%3Doff`, { max: 2 });
    vault = await openVault(pool, random(32));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** The end of what was written. */
  const written = async (): Promise<string> =>
    (await database.pool.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at')).rows[0]!.at;
  /** Whether more than that is on disk; the server would write it by itself after a fifth of a second. */
  const isOnDiskAfter = async (at: string): Promise<boolean> => {
    const { rows } = await database.pool.query<{ done: boolean }>(
      'select pg_current_wal_flush_lsn() > $1::pg_lsn as done',
      [at],
    );
    return rows[0]!.done;
  };
  const handles: string[] = [];

  it.each([
    ['a claim', async (n: number) => handles.push(...(await vault.claim([{ type: 'email', value: `p${n}@a.de` }])))],
    ['a handle without identifiers', async () => void (await vault.mint(1))],
    [
      'a word to find somebody by',
      async (n: number) =>
        vault.addTokens([{ handle: handles[n]!, words: [`Name${n}`], dataClass: 'identity', at: '2026-11-20T16:04:05.000Z' }]), // prettier-ignore
    ],
  ])('is on disk before it is used: %s', async (_, write) => {
    const done: boolean[] = [];
    for (let n = 0; n < TIMES; n++) {
      const before = await written();
      await write(n);
      done.push(await isOnDiskAfter(before));
    }
    // Without waiting hardly any would be, where nobody else writes.
    expect(done).toEqual(Array(TIMES).fill(true));
  });
});
