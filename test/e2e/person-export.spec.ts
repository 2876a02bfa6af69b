import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

describe('the export of everything known about a person', () => {
  let rapport: Installation;
  let customerId: string;
  let other: string;
  beforeAll(async () => {
    rapport = await startInstallation();
    const writer = rapport.as('integrator');
    const ids = [card('LC-export'), email('export@example.com')];
    const first = (await writer.post('/v1/interactions', purchase(ids))).body;
    const text = '<b>Hanna</b> Ex';
    const said = profile([email('export@example.com')], { name: text, country: 'DE', shoeSize: 'unknown-43' });
    const { body } = await writer.post('/v1/interactions', said);
    await writer.post('/v1/interactions', purchase(ids, { type: 'Nonsense', data: { note: 'refused-words' } }));
    for (let n = 0; n < 205; n += 1) await writer.post('/v1/interactions', purchase([ids[0]!]));
    const right = { kind: 'correct', data: { orderId: 'o', currency: 'EUR', amount: '1.00' }, reason: 'correct-words' };
    await rapport.as('agent').post(`/v1/interactions/${first.eventId}/corrections`, right);
    const last = (await writer.post('/v1/interactions', purchase([ids[0]!]))).body;
    other = body.customerId;
    const desk = { 'rapport-actor': 'desk 7' };
    // Linking is an event of its own, a moment later.
    await eventually(async () => {
      const { body: seen } = await rapport.as('agent').get(`/v1/customers/${other}?minPosition=${last.position}`, desk);
      expect([seen.identifiers.length, seen.orders]).toEqual([2, 207]);
      customerId = seen.customerId;
    });
    await rapport.as('admin').get(`/v1/customers/${customerId}/timeline?minPosition=${last.position}`);
  });
  afterAll(() => rapport.stop());
  const exported = (query = '', headers: Record<string, string> = {}) =>
    rapport.as('admin').get(`/v1/customers/${other}/export${query}`, headers);

  it('has every part, every event and every text, opened', async () => {
    const { status, headers, body } = await exported();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="customer-${customerId}.json"`);
    const parts = new Map<string, any[]>(body.sections.map(({ name, rows }: any) => [name, rows]));
    expect([...parts.keys()]).toEqual([
      ...['identifiers', 'profile', 'value', 'tiers', 'tierHistory', 'segments', 'segmentHistory'],
      ...['signals', 'signalHistory', 'tasks', 'actions', 'refusedInput', 'events', 'openings'],
    ]);
    expect(
      parts
        .get('identifiers')!
        .map(({ value }) => value)
        .sort(),
    ).toEqual(['LC-export', 'export@example.com']);
    expect(parts.get('profile')![0].traits).toMatchObject({
      name: { value: '<b>Hanna</b> Ex' },
      country: { value: 'DE' },
    });
    expect(parts.get('events')).toHaveLength(209);
    expect(parts.get('events')!.at(-1)).toMatchObject({ type: 'ProfileStated', means: expect.stringMatching(/\w/) });
    const text = JSON.stringify(body);
    for (const word of ['unknown-43', 'refused-words', 'correct-words'])
      expect([word, text.includes(word)]).toEqual([word, true]);
    expect(text).not.toMatch(/"(masked|sealed)"/);
    expect(parts.get('openings')).toContainEqual(
      expect.objectContaining({ role: 'agent', route: 'GET /v1/customers/:id' }),
    );
    expect(text).not.toContain('desk 7');
  });

  it('is logged as an opening, and for administrators only', async () => {
    const before = (await rapport.as('auditor').get(`/v1/audit/openings?customer=${customerId}&limit=1000`)).body
      .openings;
    await exported('', { 'rapport-actor': 'privacy desk' });
    const after = (await rapport.as('auditor').get(`/v1/audit/openings?customer=${customerId}&limit=1000`)).body
      .openings;
    expect(after.length).toBeGreaterThan(before.length);
    expect(after[0]).toMatchObject({ route: 'GET /v1/customers/:id/export', actor: 'privacy desk', role: 'admin' });
    for (const role of ['agent', 'supervisor', 'analyst', 'integrator', 'auditor'] as const)
      expect((await rapport.as(role).get(`/v1/customers/${other}/export`)).status).toBe(403);
  });

  it('comes as a page or as text too', async () => {
    const page = await exported('', { accept: 'text/html,application/xhtml+xml' });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.body).toContain('&lt;b&gt;Hanna&lt;/b&gt; Ex');
    expect(page.body).not.toContain('<b>Hanna');
    const text = await exported('?format=text');
    expect(text.body).toContain('name:\n');
    expect(text.body).toContain('<b>Hanna</b> Ex');
    expect((await exported('?format=pdf')).status).toBe(400);
    expect((await exported('?surprise=1')).status).toBe(400);
    const nobody = '/v1/customers/7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b/export';
    expect((await rapport.as('admin').get(nobody)).status).toBe(404);
  });

  it('of somebody erased says what is left, and nothing personal', async () => {
    const wish = JSON.stringify({ reason: 'Asked for by letter' });
    expect((await rapport.as('admin').send('DELETE', `/v1/customers/${other}`, wish)).status).toBe(200);
    const { status, body } = await exported();
    expect(status).toBe(200);
    const text = JSON.stringify(body);
    expect(text).not.toMatch(/Hanna|export@|LC-export|unknown-43|refused-words|correct-words/);
    expect(text).toContain('{"erased":true}');
    expect(body.sections.find(({ name }: any) => name === 'events').rows.length).toBeGreaterThan(208);
  });
});
