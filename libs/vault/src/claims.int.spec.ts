import type { NormalIdentifier } from '@rapport/events';
import { createPool } from '@rapport/postgres';
import { freshDatabase, seededRandom, type FreshDatabase } from '@rapport/testing';
import { openVault, type Vault, WrongMasterKey } from './index';
import { random } from './random';

const email = (value: string): NormalIdentifier => ({ type: 'email', value });
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('claiming identifiers', () => {
  const master = random(32);
  let database: FreshDatabase;
  let vault: Vault;
  beforeAll(async () => {
    database = await freshDatabase();
    vault = await openVault(database.pool, master);
  });
  afterAll(() => database.drop());

  it('gives each identifier one handle for ever, repeats and all', async () => {
    const [one, two, again] = await vault.claim([email('a@x.de'), email('b@x.de'), email('a@x.de')]);
    expect(one).toMatch(UUID_V4);
    expect(again).toBe(one);
    expect(two).not.toBe(one);
    const other = await openVault(database.pool, master);
    expect(await other.claim([email('b@x.de'), email('a@x.de')])).toEqual([two, one]);
    expect(await other.find([email('a@x.de'), email('nobody@x.de')])).toEqual([one, null]);
    expect(await other.claim([])).toEqual([]);
  });

  it('keeps type and issuer apart', async () => {
    const same = (type: string, issuer?: string) => ({ type, value: '17', ...(issuer && { issuer }) });
    const handles = await vault.claim([
      same('userId', 'web'),
      same('userId', 'app'),
      same('crmId', 'web'),
      same('userId'),
    ]);
    expect(new Set(handles).size).toBe(4);
  });

  it('keeps one handle each when eight vaults claim the same at once', async () => {
    const pools = Array.from({ length: 8 }, () => createPool(database.url, { max: 2 }));
    const vaults = await Promise.all(pools.map((pool) => openVault(pool, master)));
    const chance = seededRandom(7);
    const batches = vaults.flatMap((claimer) =>
      Array.from({ length: 10 }, () => ({
        claimer,
        batch: Array.from({ length: 60 }, () => email(`p${chance.below(300)}@race.de`)),
      })),
    );
    const answers = await Promise.all(
      batches.map(async ({ claimer, batch }) => ({ batch, handles: await claimer.claim(batch) })),
    );
    const seen = new Map<string, Set<string>>();
    for (const { batch, handles } of answers)
      batch.forEach(({ value }, index) => seen.set(value, (seen.get(value) ?? new Set()).add(handles[index]!)));
    expect(Math.max(...[...seen.values()].map((handles) => handles.size))).toBe(1);
    const { rows } = await database.pool.query(
      `select count(*)::int as n, count(k.handle)::int as keys, count(distinct i.handle)::int as handles
       from rapport_vault.identifier i left join rapport_vault.handle_key k using (handle) where type = 'email'`,
    );
    expect(rows[0].keys).toBe(rows[0].n);
    expect(rows[0].handles).toBe(rows[0].n);
    const { rows: orphans } = await database.pool.query(
      'select 1 from rapport_vault.handle_key where handle not in (select handle from rapport_vault.identifier)',
    );
    expect(orphans).toEqual([]);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('stores no identifier in clear', async () => {
    await vault.claim([email('marker-8431@plain.de')]);
    const { rows } = await database.pool.query('select i::text as line from rapport_vault.identifier i');
    const lines = rows.map(({ line }) => line as string).join('\n');
    expect(lines).not.toContain('marker-8431');
    expect(lines).not.toContain(Buffer.from('marker-8431@plain.de').toString('hex'));
  });

  it('mints handles that belong to nobody', async () => {
    const handles = await vault.mint(3);
    expect(new Set(handles).size).toBe(3);
    expect(await vault.mint(0)).toEqual([]);
    const sealer = await vault.sealer(
      handles.map((handle) => ({ handle, dataClass: 'content', at: '2026-01-01T00:00:00.000Z' })),
    );
    const cell = sealer.seal(handles[2]!, 'content', '2026-01-01T00:00:00.000Z', 1);
    expect(await vault.open([cell])).toEqual([{ ok: true, value: 1 }]);
  });

  it('tells a wrong master key at opening, and a key of the wrong length', async () => {
    await expect(openVault(database.pool, random(32))).rejects.toThrow(WrongMasterKey);
    await expect(openVault(database.pool, random(16))).rejects.toThrow(RangeError);
  });

  it('agrees with itself when several processes make the vault at once', async () => {
    const empty = await freshDatabase();
    const pools = Array.from({ length: 6 }, () => createPool(empty.url, { max: 1 }));
    const vaults = await Promise.all(pools.map((pool) => openVault(pool, master)));
    expect(new Set(vaults.map((one) => one.fingerprint('{}'))).size).toBe(1);
    expect(vaults[0]!.fingerprint('{}')).toMatch(/^[0-9a-f]{64}$/);
    expect(vaults[0]!.fingerprint('{}')).not.toBe(vault.fingerprint('{}'));
    expect(vaults[0]!.fingerprint('{}')).not.toBe(vaults[0]!.fingerprint('[]'));
    await Promise.all(pools.map((pool) => pool.end()));
    await empty.drop();
  });
});
