import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { openAccessKeys, type AccessKeys } from './access-keys';

describe('access keys', () => {
  let database: FreshDatabase;
  let keys: AccessKeys;
  beforeAll(async () => {
    database = await freshDatabase();
    keys = await openAccessKeys(database.pool, { cacheMs: 50 });
  });
  afterAll(() => database.drop());

  it('mints the first admin once', async () => {
    const text = await keys.ensureAdmin(null);
    expect(await keys.authenticate(text!)).toMatchObject({ role: 'admin', sources: [] });
    expect(await keys.ensureAdmin(null)).toBeNull();
  });

  it('installs a given admin key, also beside others and twice', async () => {
    const given = `rk_0123456789ab_${'s'.repeat(43)}`;
    expect(await keys.ensureAdmin(given)).toBeNull();
    expect(await keys.ensureAdmin(given)).toBeNull();
    expect(await keys.authenticate(given)).toMatchObject({ keyId: '0123456789ab', role: 'admin' });
  });

  it('takes a secret that somebody chose as the first admin key', async () => {
    const given = 'correct-horse-battery';
    expect(await keys.ensureAdmin(given)).toBeNull();
    expect(await keys.authenticate(given)).toMatchObject({ role: 'admin' });
    expect(await keys.authenticate('correct-horse-batterz')).toBeNull();
  });

  it('tells right from wrong', async () => {
    const { key, text } = await keys.mint({ role: 'integrator', name: 'till', sources: ['pos/'] });
    expect(await keys.authenticate(text)).toEqual({
      keyId: key.keyId,
      role: 'integrator',
      name: 'till',
      sources: ['pos/'],
    });
    const wrong = text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
    for (const other of [wrong, '', 'rk_', `${text} `, text.toUpperCase()]) {
      expect(await keys.authenticate(other)).toBeNull();
    }
  });

  it('keeps no secret', async () => {
    const { text } = await keys.mint({ role: 'agent', name: 'desk' });
    const { rows } = await database.pool.query('select access_key::text as row from rapport_control.access_key');
    expect(rows.map(({ row }) => row).join()).not.toContain(text.split('_')[2]);
  });

  it('forgets a revoked key everywhere', async () => {
    const elsewhere = await openAccessKeys(database.pool, { cacheMs: 50 });
    const { key, text } = await keys.mint({ role: 'agent', name: 'desk' });
    expect(await elsewhere.authenticate(text)).not.toBeNull();
    expect(await keys.revoke(key.keyId)).toBe(true);
    expect(await keys.revoke(key.keyId)).toBe(false);
    expect(await keys.authenticate(text)).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await elsewhere.authenticate(text)).toBeNull();
    expect((await keys.list()).find(({ keyId }) => keyId === key.keyId)?.revoked).toMatch(/^\d{4}-.*Z$/);
  });
});
