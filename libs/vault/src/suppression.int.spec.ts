import type { NormalIdentifier } from '@rapport/events';
import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { openVault, STALE_MAX_MS, type Vault } from './index';
import { random } from './random';

const email = (value: string): NormalIdentifier => ({ type: 'email', value });
const AT = '2026-11-20T16:04:05.000Z';

describe('the list of identifiers whose persons were erased', () => {
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
  const later = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, STALE_MAX_MS + 50));

  it('is empty as long as nobody was erased', async () => {
    await vault.claim([email('known@x.de')]);
    expect(await vault.suppressed([email('known@x.de'), email('nobody@x.de')])).toEqual([null, null]);
    expect(await vault.suppressed([])).toEqual([]);
  });

  it('names the erased, in every process within a second, and nobody else', async () => {
    const [gone] = await vault.claim([email('gone@x.de'), email('stays@x.de')]);
    expect(await other.suppressed([email('gone@x.de')])).toEqual([null]);
    const before = Date.now() - 2_000;
    await vault.destroyHandleKeys([gone!]);
    const asked = [email('stays@x.de'), email('gone@x.de'), { ...email('gone@x.de'), type: 'phone' }];
    const [stays, at, phone] = await vault.suppressed(asked);
    expect([stays, phone]).toEqual([null, null]);
    expect(Date.parse(at!)).toBeGreaterThan(before);
    await later();
    expect(await other.suppressed(asked)).toEqual([null, at, null]);
    expect(await (await openVault(elsewhere, master)).suppressed(asked)).toEqual([null, at, null]);
  });

  it('keeps who comes again, under a new handle', async () => {
    const [first] = await vault.claim([email('again@x.de')]);
    await vault.destroyHandleKeys([first!]);
    const [once] = await vault.suppressed([email('again@x.de')]);
    expect(await vault.claim([email('again@x.de')])).not.toEqual([first]);
    expect(await vault.suppressed([email('again@x.de')])).toEqual([once]);
  });

  it('takes hashes that this copy of the vault has never met, once', async () => {
    const hashes = vault.hashesOf([email('restored@x.de'), email('restored2@x.de')]);
    const entries = hashes.map((hash) => ({ hash, erasedAt: AT }));
    await vault.suppress([...entries, ...entries]);
    await vault.suppress(entries);
    expect(await vault.suppressed([email('restored@x.de'), email('restored2@x.de')])).toEqual([AT, AT]);
    await expect(vault.suppress([{ hash: 'restored@x.de', erasedAt: AT }])).rejects.toThrow(RangeError);
  });

  it('tells what there is of handles, and what was erased', async () => {
    const [one, two] = await vault.claim([email('one@x.de'), email('two@x.de')]);
    await vault.addTokens([{ handle: one!, words: ['Anna'], dataClass: 'identity', at: AT }]);
    await vault.addTokens([{ handle: one!, words: ['request by letter'], dataClass: 'content', at: AT }]);
    expect(await vault.names([one!], 'Request of anna, by letter')).toBe(true);
    expect(await vault.names([one!], 'Request by letter')).toBe(false);
    expect(await vault.names([two!], 'Anna')).toBe(false);
    await vault.destroyHandleKeys([two!]);
    const { living, hashes, words } = await vault.tracesOf([one!, two!]);
    expect([living, hashes]).toEqual([[one], vault.hashesOf([email('one@x.de')])]);
    expect(words).toBeGreaterThan(1);
    expect([...(await vault.erased([one!, two!]))]).toEqual([two]);
  });

  it('ends with the words of a data class and quarter whose time is over', async () => {
    const [handle] = await vault.mint(1);
    const said = (words: string[], at: string) => ({ handle: handle!, words, dataClass: 'content' as const, at });
    const old = '1990-02-01T00:00:00.000Z';
    await vault.addTokens([said(['ancient', 'both'], old), said(['recent', 'both'], AT)]);
    await (await vault.sealer([{ handle: handle!, dataClass: 'content', at: old }])).seal(handle!, 'content', old, 'x');
    await vault.destroyQuarterKey('content', '1990Q1');
    expect(await vault.search(['ancient'])).toEqual([]);
    expect(await vault.search(['recent', 'both'])).toEqual([handle]);
    await vault.addTokens([said(['ancient'], old), said(['late'], AT)]);
    expect(await vault.search(['ancient'])).toEqual([]);
    expect(await vault.search(['late'])).toEqual([handle]);
    const quarters = await vault.quarters();
    expect(quarters).toContainEqual({
      dataClass: 'content',
      quarter: '1990Q1',
      destroyedAt: expect.stringMatching(/Z$/),
    });
  });
});
