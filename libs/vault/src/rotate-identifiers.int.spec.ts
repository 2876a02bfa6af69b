import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NormalIdentifier } from '@rapport/events';
import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { announceHashKeys } from './hash-key-turn';
import { LedgerFault, openLedger, openVault, reapplyLedger, rotateIdentifiers, vaultMark, type Ledger, type Vault } from './index'; // prettier-ignore
import { random } from './random';
import { newKey } from './wrapping';

const email = (value: string): NormalIdentifier => ({ type: 'email', value });
const AT = '2026-11-20T16:04:05.000Z';
const people = Array.from({ length: 40 }, (_, n) => email(`p${n}@x.de`));

describe('another key for the hashes of identifiers', () => {
  const master = random(32);
  const dir = mkdtempSync(join(tmpdir(), 'rapport-rotate-identifiers-'));
  let database: FreshDatabase;
  let pool: Pool;
  let ledger: Ledger;
  let vault: Vault;
  let handles: readonly string[];
  let files = 0;
  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, { max: 4 });
    ledger = openLedger(join(dir, `${(files += 1)}.ndjson`));
    vault = await openVault(database.pool, master);
    handles = await vault.claim(people);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const rotate = (options = {}) => rotateIdentifiers(pool, master, ledger, { batch: 7, bothMs: 0, ...options });
  const rows = async (table = 'identifier'): Promise<unknown> =>
    (await pool.query(`select key_id, count(*)::int as n, count(distinct hash)::int as hashes
      from rapport_vault.${table} group by key_id order by key_id`)).rows; // prettier-ignore

  it('finds everybody, by every process, and leaves no row under the old one', async () => {
    const before = (await pool.query('select hash from rapport_vault.identifier')).rows.map(({ hash }) => hash);
    const late = await openVault(pool, master);
    const done = await rotate();
    expect(done).toMatchObject({ from: 1, to: 2, resumed: false, identifiers: 40, suppressed: 0, removed: 40 });
    expect(await rows()).toEqual([{ key_id: 2, n: 40, hashes: 40 }]);
    for (const one of [late, vault, await openVault(pool, master)]) {
      expect(await one.find([...people, email('nobody@x.de')])).toEqual([...handles, null]);
      expect(await one.claim(people)).toEqual(handles);
    }
    const { rowCount } = await pool.query('select from rapport_vault.identifier where hash = any($1)', [before]);
    expect(rowCount).toBe(0);
    expect(await rotate()).toMatchObject({ from: 2, to: 3, identifiers: 40 });
    expect(await vault.find(people)).toEqual(handles);
  });

  it('takes the list of the erased along, whose identifiers nobody can open any more', async () => {
    await vault.destroyHandleKeys(handles.slice(0, 3));
    const times = await vault.suppressed(people.slice(0, 4));
    expect(await rotate()).toMatchObject({ identifiers: 37, suppressed: 3, removed: 40 });
    const fresh = await openVault(pool, master);
    expect(await fresh.suppressed(people.slice(0, 4))).toEqual(times);
    expect(await vault.suppressed(people.slice(0, 4))).toEqual(times);
    expect(times).toEqual([...Array.from({ length: 3 }, () => expect.any(String)), null]);
    expect(await rows('suppressed')).toEqual([{ key_id: 2, n: 3, hashes: 3 }]);
  });

  it('is heeded at once by a process that has not heard of it', async () => {
    const late = await openVault(pool, master);
    await late.find(people);
    const wrapped = newKey(master, 'identifier/2').wrapped;
    await announceHashKeys(pool, [{ keyId: 2, wrapped }]);
    const [fresh] = await late.claim([email('new@x.de')]);
    expect(await rows()).toEqual([{ key_id: 1, n: 41, hashes: 41 }, { key_id: 2, n: 1, hashes: 1 }]); // prettier-ignore
    expect(await late.claim([...people, email('new@x.de')])).toEqual([...handles, fresh]);
    const stale = await openVault(pool, master);
    await rotate();
    expect(await stale.find([email('new@x.de'), people[0]!])).toEqual([fresh, handles[0]]);
    expect(await vault.claim([email('new@x.de')])).toEqual([fresh]);
  });

  it('names what other tables keep under both keys as long as both are in use, and under the new one then', async () => {
    const [old] = vault.hashesOf([people[0]!]);
    const traced: (readonly string[])[] = [];
    const elsewhere = async (below: number, lift: (names: readonly string[]) => readonly string[]): Promise<number> => {
      const [lifted] = lift([old!]);
      expect([below, lift([lifted!])]).toEqual([2, [lifted]]);
      traced.push((await vault.tracesOf([handles[0]!])).hashes.map((name) => (name === lifted ? 'new' : name)).sort());
      return 3;
    };
    expect(await rotate({ elsewhere: [elsewhere] })).toMatchObject({ elsewhere: 6 });
    expect(traced).toEqual([[old, 'new'], [old, 'new']]); // prettier-ignore
    expect((await vault.tracesOf([handles[0]!])).hashes).toEqual((await openVault(pool, master)).lifted([old!]));
  });

  it('is refused while another run is at it', async () => {
    let other: Promise<unknown> | undefined;
    await rotate({ onStep: () => (other ??= rotate().catch((error: Error) => error.name)) });
    expect(await other).toBe('RotationUnderWay');
  });

  it('is learned from the ledger by a copy of the database from before, with who was erased since', async () => {
    await pool.query('create schema kept');
    const tables = ['secret', 'identifier', 'suppressed', 'hashing', 'handle_key', 'destroyed', 'destruction'];
    for (const table of tables) await pool.query(`create table kept.${table} as table rapport_vault.${table}`);
    await rotate();
    await rotate();
    await vault.destroyHandleKeys([handles[0]!]);
    const traces = vault.hashesOf([people[0]!]);
    const mark = vaultMark(vault);
    const id = handles[0]!;
    await ledger.append({ kind: 'erasure', vault: mark, id, at: AT, customer: id, handles: [id], hashes: traces, ground: 'request', by: [] }); // prettier-ignore
    for (const table of tables) await pool.query(`truncate rapport_vault.${table}; insert into rapport_vault.${table} select * from kept.${table}`); // prettier-ignore

    const restored = await openVault(pool, master);
    expect(await restored.find([people[0]!])).toEqual([id]);
    await expect(reapplyLedger(await openVault(pool, master), openLedger(join(dir, 'none')))).resolves.toMatchObject({ hashKeys: 0 }); // prettier-ignore
    expect(await reapplyLedger(restored, ledger)).toEqual({ handles: 1, erasures: [id], quarters: 0, hashKeys: 2 });
    expect(await restored.suppressed(people.slice(0, 2))).toEqual([expect.any(String), null]);
    expect((await restored.claim([people[1]!]))[0]).toBe(handles[1]);
    expect((await restored.claim([people[0]!]))[0]).not.toBe(id);
    expect(await rotate()).toMatchObject({ from: 1, to: 3, resumed: true });
    expect(await rows()).toEqual([{ key_id: 3, n: 40, hashes: 40 }]);
    expect(await (await openVault(pool, master)).suppressed(people.slice(0, 2))).toEqual([expect.any(String), null]);
  });

  it('is not guessed when the ledger has it under another master key', async () => {
    const wrapped = newKey(random(32), 'identifier/2').wrapped.toString('base64');
    await ledger.append({ kind: 'hash-key', vault: vaultMark(vault), at: AT, keyId: 2, wrapped });
    await expect(reapplyLedger(vault, ledger)).rejects.toThrow(LedgerFault);
    await expect(rotate()).rejects.toThrow(/rotate-master/);
    expect(await rows()).toEqual([{ key_id: 1, n: 40, hashes: 40 }]);
  });
});
