import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { email, phone, profile } from './touchpoints';

const MARKERS = [
  'marker-mail@example.com',
  '493055501987',
  'Markername',
  'Markerword',
  'marker-unknown',
  'markerreason',
];

describe('personal data', () => {
  let rapport: Installation;
  let agent: Client;
  let known: { customerId: string; position: string; eventId: string };
  beforeAll(async () => {
    rapport = await startInstallation();
    agent = rapport.as('agent');
    const event = profile([email('marker-mail@example.com'), phone('+49 30 55501987')], {
      name: 'Markername Example',
      city: 'Markerword',
      country: 'DE',
      shoeSize: 'marker-unknown',
    });
    known = (await rapport.as('integrator').post('/v1/interactions', event)).body;
    await agent.get(`/v1/customers/${known.customerId}?minPosition=${known.position}`);
  });
  afterAll(() => rapport.stop());
  const view = (client: Client, headers?: Record<string, string>): Promise<any> =>
    client.get(`/v1/customers/${known.customerId}`, headers);

  it('is open to who serves the customer and masked for all others', async () => {
    for (const role of ['agent', 'supervisor', 'admin'] as const) {
      const { body } = await view(rapport.as(role));
      expect(body.traits).toMatchObject({ name: { value: 'Markername Example' }, country: { value: 'DE' } });
    }
    for (const role of ['analyst', 'integrator'] as const) {
      const { body } = await view(rapport.as(role));
      expect(body.traits).toMatchObject({
        name: { value: { masked: 'identity' } },
        city: { value: { masked: 'contact' } },
      });
      expect(body.identifiers[0].value).toEqual({ masked: expect.any(String) });
      const timeline = await rapport.as(role).get(`/v1/customers/${known.customerId}/timeline`);
      const card = await rapport
        .as(role)
        .post('/v1/customers/lookup', { identifiers: [email('marker-mail@example.com')] });
      for (const marker of MARKERS) expect(JSON.stringify([body, timeline.body, card.body])).not.toContain(marker);
    }
    expect((await view(rapport.as('auditor'))).status).toBe(403);
  });

  it('is not opened without a line in the log, and by nobody else', async () => {
    const openings = async (): Promise<any[]> =>
      (await rapport.as('auditor').get(`/v1/audit/openings?customer=${known.customerId}&limit=1000`)).body.openings;
    const before = (await openings()).length;
    const id = '0198c7aa-0000-7000-8000-000000000001';
    await view(agent, { 'rapport-actor': 'desk 7', 'x-request-id': id });
    await view(rapport.as('analyst'));
    const after = await openings();
    expect(after).toHaveLength(before + 1);
    expect(after[0]).toMatchObject({
      role: 'agent',
      actor: 'desk 7',
      customer: known.customerId,
      classes: ['contact', 'identity'],
      route: 'GET /v1/customers/:id',
      requestId: id,
      at: expect.stringMatching(/Z$/),
    });
    expect(after[0].position >= known.position).toBe(true);
    expect(
      (await rapport.as('auditor').get(`/v1/audit/openings?key=${after[0].keyId}&limit=1`)).body.next,
    ).not.toBeNull();
  });

  it('has a log that nobody can change', async () => {
    for (const sql of [
      'update rapport_control.opening set role = $$x$$',
      'delete from rapport_control.opening',
      'truncate rapport_control.opening',
    ]) {
      await expect(rapport.pool.query(sql)).rejects.toThrow('append-only');
    }
  });

  it('is not answered when the opening cannot be written down', async () => {
    await rapport.pool.query('alter table rapport_control.opening rename to opening_away');
    try {
      expect((await view(agent)).status).toBe(500);
      expect((await view(rapport.as('analyst'))).status).toBe(200);
    } finally {
      await rapport.pool.query('alter table rapport_control.opening_away rename to opening');
    }
  });

  it('of somebody erased stays closed everywhere, and the rest goes on', async () => {
    const event = profile([email('erased@example.com')], { name: 'Gone Person', country: 'DE' });
    const { customerId, position } = (await rapport.as('integrator').post('/v1/interactions', event)).body;
    expect((await agent.get(`/v1/customers/${customerId}?minPosition=${position}`)).body.traits.name.value).toBe(
      'Gone Person',
    );
    await rapport.vault.destroyHandleKeys([customerId]);
    const { status, body } = await agent.get(`/v1/customers/${customerId}`);
    expect([status, body.traits]).toMatchObject([200, { name: { value: { erased: true } }, country: { value: 'DE' } }]);
    expect(
      (await agent.post('/v1/customers/lookup', { identifiers: [email('erased@example.com')] })).body.cards,
    ).toEqual([]);
  });

  it('cannot be had by sending somebody’s cell as a plain value', async () => {
    const { rows } = await rapport.pool.query('select sealed from rapport_read.timeline_v1 where key = $1', [
      known.eventId,
    ]);
    const stolen = rows[0].sealed.name;
    const thief = profile([email('thief@example.com')], { country: 'DE', jobTitle: stolen });
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', thief);
    if (status === 422) return;
    const seen = await agent.get(`/v1/customers/${body.customerId}?minPosition=${body.position}`);
    expect(JSON.stringify(seen.body)).not.toContain('Markername');
  });

  it('is in no log, no table, no metric and no error', async () => {
    const admin = rapport.as('admin');
    await agent.post('/v1/customers/lookup', { identifiers: [email('marker-mail@example.com')], oops: 'markerreason' });
    await agent.post(`/v1/interactions/${known.eventId}/corrections`, { kind: 'retract', reason: 'markerreason here' });
    await agent.get('/v1/customers/marker-mail@example.com');
    await agent.get('/v1/customers/x/marker-mail@example.com');
    const bad = { ...profile([email('marker-mail@example.com')], { name: 7 }), type: 'Nonsense' };
    const refused = await rapport.as('integrator').post('/v1/interactions', bad);
    await rapport.as('integrator').send('POST', '/v1/interactions', '{"name": "Markername');
    const { body: metrics } = await admin.get('/metrics');
    const tables = await rapport.pool.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname like 'rapport%'`,
    );
    const dump: string[] = [rapport.log.join('\n'), String(metrics), JSON.stringify(refused.body)];
    for (const { name } of tables.rows) {
      const { rows } = await rapport.pool.query(`select t::text as row from ${name} t`);
      dump.push(rows.map(({ row }) => row).join('\n'));
    }
    expect(dump.join('\n').length).toBeGreaterThan(10_000);
    for (const marker of MARKERS) expect(dump.join('\n')).not.toContain(marker);
  });
});
