import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { openSources } from './sources';

describe('the registry of sources', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('registers, replaces, lists and removes', async () => {
    const sources = await openSources(database.pool);
    await sources.put({ prefix: 'web/', namespace: 'shop' });
    await sources.put({ prefix: 'pos/', namespace: 'tills', defaultCountry: 'DE', note: 'All tills' });
    await sources.put({ prefix: 'web/', namespace: 'store', defaultCountry: 'CN' });
    expect(await sources.list()).toEqual([
      { prefix: 'pos/', namespace: 'tills', defaultCountry: 'DE', note: 'All tills' },
      { prefix: 'web/', namespace: 'store', defaultCountry: 'CN', note: null },
    ]);
    expect(await sources.for('web/x')).toEqual({ namespace: 'store', country: 'CN' });
    expect(await sources.remove('web/')).toBe(true);
    expect(await sources.remove('web/')).toBe(false);
    expect(await sources.for('web/x')).toEqual({ namespace: 'web' });
  });

  it("hears of another process's change within two seconds", async () => {
    let now = 0;
    const here = await openSources(database.pool, () => now);
    const there = await openSources(database.pool);
    expect(await here.for('crm')).toEqual({ namespace: 'crm' });
    await there.put({ prefix: 'crm', namespace: 'erp' });
    now = 1_999;
    expect(await here.for('crm')).toEqual({ namespace: 'crm' });
    now = 2_001;
    expect(await here.for('crm')).toEqual({ namespace: 'erp' });
  });

  it('does not keep a failed reading', async () => {
    const sources = await openSources(database.pool);
    await database.pool.query('alter table rapport_admission.source rename to away');
    await expect(sources.for('x/y')).rejects.toThrow('does not exist');
    await database.pool.query('alter table rapport_admission.away rename to source');
    expect(await sources.for('x/y')).toEqual({ namespace: 'x' });
  });

  it.each([
    [{ prefix: '', namespace: 'a' }],
    [{ prefix: 'a b', namespace: 'a' }],
    [{ prefix: 'a', namespace: 'a/b' }],
    [{ prefix: 'a', namespace: 'a', defaultCountry: 'Germany' }],
    [{ prefix: 'a', namespace: 'a', note: 'x'.repeat(501) }],
  ])('refuses %j', async (entry) => {
    const sources = await openSources(database.pool);
    await expect(sources.put(entry)).rejects.toThrow(RangeError);
  });
});
