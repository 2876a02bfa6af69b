import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { StillSeen } from './dead-rows';
import { openVault } from './open-vault';
import { random } from './random';
import { rotateMaster } from './rotate-master';
import { RotationUnfinished } from './rotation-mark';
import type { Vault } from './vault';
import { decrypt } from './gcm';
import { WrongMasterKey } from './wrapping';

const AT = '2026-11-20T16:04:05.000Z';
const [old, next, third] = [random(32), random(32), random(32)];
const people = Array.from({ length: 60 }, (_, n) => ({ type: 'email', value: `p${n}@a.de` }));

let database: FreshDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, { max: 2 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const fill = async (): Promise<{ vault: Vault; cells: string[]; handles: readonly string[] }> => {
  const vault = await openVault(database.pool, old);
  const handles = await vault.claim(people);
  const needs = handles.map((handle) => ({ handle, dataClass: 'contact' as const, at: AT }));
  const sealer = await vault.sealer(needs);
  const cells = handles.map((handle, n) => sealer.seal(handle, 'contact', AT, `secret ${n}`));
  return { vault, cells, handles };
};

const opens = async (key: Buffer): Promise<number> => {
  const { rows } = await pool.query<{ name: string; wrapped: Buffer }>(
    `select handle::text as name, wrapped from rapport_vault.handle_key where wrapped is not null
     union all select class || '.' || quarter, wrapped from rapport_vault.class_key where wrapped is not null
     union all select name, wrapped from rapport_vault.secret`,
  );
  const isOpen = ({ name, wrapped }: { name: string; wrapped: Buffer }): boolean => {
    try {
      return decrypt(key, wrapped, name).length === 32;
    } catch {
      return false;
    }
  };
  return rows.filter(isOpen).length;
};

it('wraps every key anew: the new key opens everything, finds everybody, and the old one opens nothing', async () => {
  const { vault, cells, handles } = await fill();
  await vault.destroyHandleKey(handles[0]!);
  const before = await opens(old);
  const done = await rotateMaster(pool, old, next, { batch: 7 });
  expect(done).toEqual({ keys: before, resumed: false, already: false });
  expect(await opens(old)).toBe(0);
  expect(await opens(next)).toBe(before);
  await expect(openVault(pool, old)).rejects.toThrow(WrongMasterKey);
  await expect(openVault(pool, old)).rejects.toThrow(/rotate-master|RAPPORT_MASTER_KEY/);

  const after = await openVault(pool, next);
  const values = (await after.open(cells)).map((one) => (one.ok ? one.value : one.why));
  expect(values).toEqual(cells.map((_, n) => (n === 0 ? 'erased' : `secret ${n}`)));
  expect((await after.find(people)).slice(1)).toEqual(handles.slice(1));
});

it.each([0, 1, 5])('goes on after a kill behind transaction %i, and lets nobody in meanwhile', async (batches) => {
  const { cells } = await fill();
  const before = await opens(old);
  let seen = 0;
  const killed = rotateMaster(pool, old, next, {
    batch: 10,
    onBatch: () => {
      if (seen++ === batches) throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
  expect(await opens(old)).toBeGreaterThan(0);
  for (const key of [old, next]) await expect(openVault(pool, key)).rejects.toThrow(RotationUnfinished);
  await expect(rotateMaster(pool, old, third)).rejects.toThrow(WrongMasterKey);
  const done = await rotateMaster(pool, old, next, { batch: 10 });
  expect(done).toMatchObject({ resumed: true });
  expect(done.keys).toBeLessThan(before);
  expect([await opens(old), await opens(next)]).toEqual([0, before]);
  expect((await (await openVault(pool, next)).open(cells)).every(({ ok }) => ok)).toBe(true);
});

it('refuses a current key that is not the one of the vault, and changes nothing', async () => {
  await fill();
  const before = await opens(old);
  await expect(rotateMaster(pool, third, next)).rejects.toThrow(WrongMasterKey);
  await expect(rotateMaster(pool, old, old)).rejects.toThrow(RangeError);
  expect(await opens(old)).toBe(before);
  await expect(openVault(pool, old)).resolves.toBeDefined();
});

it('says that it was done already when it is run again', async () => {
  await fill();
  await rotateMaster(pool, old, next);
  expect(await rotateMaster(pool, old, next)).toEqual({ keys: 0, resumed: false, already: true });
});

describe('what the old key opens', () => {
  const wrapped = async (): Promise<Buffer[]> =>
    (await pool.query<{ wrapped: Buffer }>('select wrapped from rapport_vault.handle_key')).rows.map((r) => r.wrapped);
  const inFile = async (those: readonly Buffer[]): Promise<number> => {
    await pool.query('checkpoint');
    const { rows } = await pool.query<{ bytes: Buffer }>(
      `select pg_read_binary_file(pg_relation_filepath('rapport_vault.handle_key')) as bytes`,
    );
    return those.filter((one) => rows[0]!.bytes.includes(one)).length;
  };

  it('is not in the files of the tables afterwards', async () => {
    await fill();
    const before = await wrapped();
    await rotateMaster(pool, old, next);
    expect(await inFile(await wrapped())).toBe(before.length);
    expect(await inFile(before)).toBe(0);
  });

  it('stays while a transaction may still see it: that is said, and the next run removes it', async () => {
    await fill();
    const before = await wrapped();
    const other = await database.pool.connect();
    try {
      await other.query('begin isolation level repeatable read');
      await other.query('select 1');
      await expect(rotateMaster(pool, old, next, { patienceMs: 200 })).rejects.toThrow(StillSeen);
      expect(await opens(old)).toBe(0);
      expect(await inFile(before)).toBeGreaterThan(0);
    } finally {
      await other.query('rollback');
      other.release();
    }
    expect(await rotateMaster(pool, old, next)).toEqual({ keys: 0, resumed: false, already: true });
    expect(await inFile(before)).toBe(0);
  });

  it('stays as well while another database of the server writes in a transaction begun before: the sight of every session starts there', async () => {
    const elsewhere = await freshDatabase();
    const other = await elsewhere.pool.connect();
    try {
      await other.query('begin');
      await other.query('select pg_current_xact_id()');
      await fill();
      const before = await wrapped();
      await expect(rotateMaster(pool, old, next, { patienceMs: 200 })).rejects.toThrow(StillSeen);
      expect(await inFile(before)).toBeGreaterThan(0);
      await other.query('rollback');
      await rotateMaster(pool, old, next);
      expect(await inFile(before)).toBe(0);
    } finally {
      other.release();
      await elsewhere.drop();
    }
  });

  it('is waited for', async () => {
    await fill();
    const before = await wrapped();
    const other = await database.pool.connect();
    await other.query('begin isolation level repeatable read');
    await other.query('select 1');
    const rotating = rotateMaster(pool, old, next);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await other.query('rollback');
    other.release();
    await rotating;
    expect(await inFile(before)).toBe(0);
  });
});
