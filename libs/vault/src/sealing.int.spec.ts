import { createPool } from '@rapport/postgres';
import { eventually, freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { openVault, STALE_MAX_MS, UnknownHandle, type Vault } from './index';
import { random } from './random';

const AT = '2026-11-20T16:04:05.000Z';
const ERASED = { ok: false, why: 'erased' };
const DAMAGED = { ok: false, why: 'damaged' };

describe('sealing, opening, erasing', () => {
  const master = random(32);
  let database: FreshDatabase;
  let vault: Vault;
  let elsewhere: Pool;
  let other: Vault;
  beforeAll(async () => {
    database = await freshDatabase();
    vault = await openVault(database.pool, master);
    elsewhere = createPool(database.url, { max: 2 });
    other = await openVault(elsewhere, master);
  });
  afterAll(async () => {
    await elsewhere.end();
    await database.drop();
  });

  const seal = async (by: Vault, handle: string, value: unknown, at = AT): Promise<string> =>
    (await by.sealer([{ handle, dataClass: 'contact', at }])).seal(handle, 'contact', at, value);
  const claim = async (name: string): Promise<string> => (await vault.claim([{ type: 'email', value: name }]))[0]!;

  it('opens in every process what one has sealed, in the order asked', async () => {
    const [a, b] = [await claim('one@a.de'), await claim('two@a.de')];
    const cells = [await seal(vault, a, { city: '柏林' }), await seal(other, b, 'x'), await seal(other, a, null)];
    const values = [{ city: '柏林' }, 'x', null].map((value) => ({ ok: true, value }));
    expect(await other.open(cells)).toEqual(values);
    expect(await vault.open([...cells].reverse())).toEqual([...values].reverse());
    expect(await vault.open([])).toEqual([]);
  });

  it('makes one class-quarter key however many need it first', async () => {
    const handle = await claim('quarter@a.de');
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => seal(i % 2 ? vault : other, handle, i, '1999-05-05T00:00:00.000Z')),
    );
    const opened = await (await openVault(elsewhere, master)).open(all);
    expect(opened).toEqual(all.map((_, value) => ({ ok: true, value })));
  });

  it('calls what is not its own damaged, and never throws', async () => {
    const cell = await seal(vault, await claim('whole@a.de'), 'x');
    const stranger = `1.${crypto.randomUUID()}.${cell.split('.').slice(2).join('.')}`;
    const answers = await vault.open([cell.slice(0, -1), stranger, '', '[]', cell]);
    expect(answers).toEqual([DAMAGED, DAMAGED, DAMAGED, DAMAGED, { ok: true, value: 'x' }]);
  });

  it('says when a handle is not of this vault, and when a need was not named', async () => {
    const nobody = crypto.randomUUID();
    await expect(vault.sealer([{ handle: nobody, dataClass: 'contact', at: AT }])).rejects.toThrow(UnknownHandle);
    const sealer = await vault.sealer([]);
    expect(() => sealer.seal(nobody, 'contact', AT, 1)).toThrow(RangeError);
  });

  it('erases here at once, elsewhere within a second, though the key was cached', async () => {
    const [gone, kept] = [await claim('gone@a.de'), await claim('kept@a.de')];
    const cells = [await seal(vault, gone, 'secret'), await seal(vault, kept, 'mine')];
    await other.open(cells);
    await vault.destroyHandleKey(gone);
    const erasedAt = performance.now();
    expect(await vault.open(cells)).toEqual([ERASED, { ok: true, value: 'mine' }]);
    await eventually(async () => expect((await other.open(cells))[0]).toEqual(ERASED));
    expect(performance.now() - erasedAt).toBeLessThan(STALE_MAX_MS + 2_000);
    await new Promise((resolve) => setTimeout(resolve, STALE_MAX_MS));
    expect((await other.open(cells))[0]).toEqual(ERASED);
    const { rows } = await database.pool.query('select wrapped from rapport_vault.handle_key where handle = $1', [
      gone,
    ]);
    expect(rows).toEqual([{ wrapped: null }]);
  });

  it('knows an erased identifier no more: who comes again is somebody new', async () => {
    const before = await claim('again@a.de');
    await vault.destroyHandleKeys([before, before]);
    expect(await vault.find([{ type: 'email', value: 'again@a.de' }])).toEqual([null]);
    expect(await claim('again@a.de')).not.toBe(before);
  });

  it('seals for an erased handle so that nobody can open it, and says so', async () => {
    const handle = await claim('late@a.de');
    await vault.destroyHandleKey(handle);
    const sealer = await vault.sealer([{ handle, dataClass: 'content', at: AT }]);
    expect([...sealer.erased]).toEqual([handle]);
    expect(await vault.open([sealer.seal(handle, 'content', AT, 'too late')])).toEqual([ERASED]);
  });

  it('holds an erasure of a handle that it has not met', async () => {
    const handle = crypto.randomUUID();
    await vault.destroyHandleKey(handle);
    expect((await vault.sealer([{ handle, dataClass: 'content', at: AT }])).erased.has(handle)).toBe(true);
  });

  it('ends the retention of one data class and quarter for everybody', async () => {
    const handle = await claim('retained@a.de');
    const cells = [await seal(vault, handle, 'old', '2001-01-01T00:00:00.000Z'), await seal(vault, handle, 'new')];
    await other.open(cells);
    await vault.destroyQuarterKey('contact', '2001Q1');
    expect(await vault.open(cells)).toEqual([ERASED, { ok: true, value: 'new' }]);
    await eventually(async () => expect((await other.open(cells))[0]).toEqual(ERASED));
    const late = await seal(vault, handle, 'late', '2001-02-01T00:00:00.000Z');
    expect(await vault.open([late])).toEqual([ERASED]);
  });

  it('finds by words until the handle is erased, and never again', async () => {
    const [anna, annika] = await vault.mint(2);
    const findable = [
      { handle: anna!, words: ['Anna Müller', 'Rosenweg'], dataClass: 'identity' as const, at: AT },
      { handle: annika!, words: ['Annika Maier'], dataClass: 'identity' as const, at: AT },
    ];
    await vault.addTokens(findable);
    await other.addTokens(findable);
    expect(await other.search(['ann'])).toEqual([anna!, annika!].sort());
    expect(await other.search(['ann', 'muller'])).toEqual([anna]);
    expect(await other.search(['Anna Maier'])).toEqual([]);
    expect(await other.search([' '])).toEqual([]);
    expect(await other.search(['ann'], 1)).toHaveLength(1);
    await vault.destroyHandleKey(anna!);
    await other.addTokens(findable);
    expect(await other.search(['ann'])).toEqual([annika]);
  });
});
