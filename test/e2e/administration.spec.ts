import type { Client } from './client';
import { clientOf } from './client';
import { startInstallation, type Installation } from './installation';
import { phone, purchase, user } from './touchpoints';

describe('administration', () => {
  let rapport: Installation;
  let admin: Client;
  beforeAll(async () => {
    rapport = await startInstallation({}, { withProjector: false });
    admin = rapport.as('admin');
  });
  afterAll(() => rapport.stop());

  it('makes, lists and revokes keys; the secret is shown once', async () => {
    const made = await admin.post('/v1/keys', { role: 'agent', name: 'hotline', sources: ['pbx/'] });
    expect([made.status, made.body.key.role]).toEqual([201, 'agent']);
    const hotline = clientOf(rapport.server.url, made.body.text);
    // It is let in; without a projector there is nothing to be seen.
    expect((await hotline.get('/v1/customers/7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b')).status).toBe(503);
    const listed = await admin.get('/v1/keys');
    expect(listed.body.keys.find(({ keyId }: any) => keyId === made.body.key.keyId)).toMatchObject({
      sources: ['pbx/'],
    });
    expect(JSON.stringify(listed.body)).not.toContain(made.body.text.split('_').slice(2).join('_'));
    expect((await admin.delete(`/v1/keys/${made.body.key.keyId}`)).status).toBe(204);
    expect((await hotline.get('/v1/customers/7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b')).status).toBe(401);
    expect((await admin.delete(`/v1/keys/${made.body.key.keyId}`)).status).toBe(404);
    const own = rapport.keys.admin.split('_')[1];
    expect((await admin.delete(`/v1/keys/${own}`)).status).toBe(409);
  });

  it.each([
    {},
    { role: 'boss', name: 'x' },
    { role: 'agent' },
    { role: 'agent', name: '' },
    { role: 'agent', name: 'x', admin: true },
    { role: 'agent', name: 'x', sources: null },
    { role: 'agent', name: 'a\0b' },
    [],
  ])('makes no key of %j', async (body) => {
    const answer = await admin.post('/v1/keys', body);
    expect([answer.status, answer.body.type]).toEqual([400, 'urn:rapport:problem:invalid-request']);
  });

  it('registers sources, and their country and namespace count from then on', async () => {
    const call = (id: string) => purchase([phone('030 5550200')], { id, source: 'pbx-9/berlin' });
    const before = await rapport.as('integrator').post('/v1/interactions', call('c-1'));
    expect([before.status, before.body.code]).toEqual([422, 'country-needed']);
    const source = { prefix: 'pbx-9/', namespace: 'pbx', defaultCountry: 'DE' };
    expect((await admin.put('/v1/sources', source)).status).toBe(200);
    expect((await rapport.as('integrator').get('/v1/sources')).body.sources).toMatchObject([source]);
    const bare = { prefix: 'fax-1', namespace: 'fax', defaultCountry: null };
    expect((await admin.put('/v1/sources', bare)).body).toEqual(bare);
    expect((await admin.get('/v1/sources')).body.sources).toContainEqual({ ...bare, note: null });
    const after = await rapport.as('integrator').post('/v1/interactions', call('c-2'));
    expect(after.status).toBe(201);
    const same = await rapport.as('integrator').post('/v1/interactions', purchase([phone('+49305550200')]));
    expect(same.body.customerId).toBe(after.body.customerId);
    for (const bad of [{ prefix: 'x' }, { ...source, defaultCountry: 'Germany' }, { ...source, surprise: 1 }]) {
      expect((await admin.put('/v1/sources', bad)).status).toBe(400);
    }
  });

  it('lists refused input newest first, page by page', async () => {
    for (let n = 0; n < 5; n++) {
      await rapport.as('integrator').post('/v1/interactions', { ...purchase([user(`u-${n}`)]), type: `Nonsense${n}` });
    }
    const first = await admin.get('/v1/quarantine?limit=3');
    const second = await admin.get(`/v1/quarantine?limit=3&cursor=${encodeURIComponent(first.body.next)}`);
    const ids = [...first.body.entries, ...second.body.entries].map(({ id }: any) => id);
    expect(new Set(ids).size).toBe(6);
    expect((await admin.get('/v1/quarantine?limit=0')).status).toBe(400);
    expect((await admin.get('/v1/quarantine?cursor=x')).status).toBe(400);
    expect((await admin.get('/v1/quarantine/7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b')).status).toBe(404);
    expect((await admin.get('/v1/quarantine/nonsense')).status).toBe(404);
  });

  it('tells health to everybody and figures to those who watch', async () => {
    expect((await rapport.as(null).get('/health/ready')).body.status).toBe('up');
    const { body } = await rapport.as('integrator').get('/metrics');
    expect(body).toMatch(/rapport_ingest_events_total\{result="accepted"} [1-9]/);
  });
});
