import { randomBytes } from 'node:crypto';
import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { openVault } from './open-vault';
import type { Vault } from './vault';

const AT = '2026-11-20T17:04:05.000Z';

describe('words of a vault that grows', () => {
  let database: FreshDatabase;
  let one: Pool;
  let vault: Vault;
  beforeAll(async () => {
    database = await freshDatabase();
    // One connection: its plan is made while the tables are all but empty.
    one = createPool(database.url, { max: 1 });
    vault = await openVault(one, randomBytes(32));
  });
  afterAll(async () => {
    await one.end();
    await database.drop();
  });

  const put = (handle: string, ...words: string[]) =>
    vault.addTokens([{ handle, words, dataClass: 'identity', at: AT }]);
  /** Rows of keys that were read one after the other, not by their index. */
  const readInTurn = async (): Promise<number> => {
    await one.query('select pg_stat_force_next_flush()');
    const { rows } = await one.query<{ read: string }>(
      "select seq_tup_read as read from pg_stat_user_tables where schemaname = 'rapport_vault' and relname = 'handle_key'",
    );
    return Number(rows[0]!.read);
  };

  it('are put in without reading the keys of everybody', async () => {
    const few = await vault.mint(10);
    for (const handle of few) await put(handle, 'early');
    const many = await vault.mint(5_000);
    const before = await readInTurn();
    await put(many[4_321]!, 'late', 'words');
    expect(await vault.search(['late'])).toEqual([many[4_321]]);
    expect((await readInTurn()) - before).toBe(0);
  });

  it('are put in for each of many handles, but for those who were erased', async () => {
    const handles = await vault.mint(300);
    await vault.destroyHandleKeys(handles.slice(0, 100));
    await vault.addTokens(handles.map((handle) => ({ handle, words: ['common'], dataClass: 'identity', at: AT })));
    expect(await vault.search(['common'])).toEqual(handles.slice(100).sort());
  });
});
