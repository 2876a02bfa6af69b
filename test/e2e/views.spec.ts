import { customerViewTable } from '@rapport/projections';
import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

const VIEW = customerViewTable.options.tableName!;

describe('what is known of a customer', () => {
  let rapport: Installation;
  let till: Client;
  let agent: Client;
  beforeAll(async () => {
    rapport = await startInstallation();
    till = rapport.as('integrator');
    agent = rapport.as('agent');
  });
  afterAll(() => rapport.stop());
  const record = async (event: object): Promise<any> => {
    const { status, body } = await till.post('/v1/interactions', event);
    expect(status).toBe(201);
    return body;
  };
  const timelineOf = async ({ customerId, position }: any, query = ''): Promise<any> => {
    const { status, body } = await agent.get(`/v1/customers/${customerId}/timeline?minPosition=${position}${query}`);
    expect(status).toBe(200);
    return body;
  };

  it('includes at once what a writer has just written', async () => {
    for (let n = 1; n <= 20; n++) {
      const { customerId, position } = await record(purchase([card('LC-now')]));
      const { status, body, headers } = await agent.get(`/v1/customers/${customerId}?minPosition=${position}`);
      expect([status, body.orders]).toEqual([200, n]);
      expect(headers.get('rapport-position')! >= position).toBe(true);
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
  });

  it('waits for a position in bounds, and knows positions of another history', async () => {
    const { customerId, position } = await record(purchase([card('LC-wait')]));
    await agent.get(`/v1/customers/${customerId}?minPosition=${position}`);
    const future = `${position.slice(0, 9)}9${position.slice(10)}`;
    const began = performance.now();
    const late = await agent.get(`/v1/customers/${customerId}?minPosition=${future}`);
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    expect(performance.now() - began).toBeGreaterThan(4_900);
    const other = await agent.get(`/v1/customers/${customerId}?minPosition=${position.replace(/^.{8}/, 'ffffffff')}`);
    expect([other.status, other.body.type]).toEqual([409, 'urn:rapport:problem:other-history']);
  });

  it('answers 304 while nothing has changed', async () => {
    const { customerId, position } = await record(purchase([card('LC-etag')]));
    const path = `/v1/customers/${customerId}`;
    const first = await agent.get(`${path}?minPosition=${position}`);
    const etag = first.headers.get('etag')!;
    const same = await agent.get(path, { 'if-none-match': `W/${etag}` });
    expect([same.status, same.body]).toEqual([304, '']);
    const masked = await rapport.as('analyst').get(path, { 'if-none-match': etag });
    expect(masked.status).toBe(200);
    const more = await record(purchase([card('LC-etag')]));
    const changed = await agent.get(`${path}?minPosition=${more.position}`, { 'if-none-match': etag });
    expect([changed.status, changed.body.orders]).toEqual([200, 2]);
  });

  it('puts a late event where it belongs', async () => {
    await record(purchase([card('LC-late')], { occurredAt: '2026-11-20T12:00:00Z' }));
    const late = await record(purchase([card('LC-late')], { occurredAt: '2026-11-01T12:00:00Z' }));
    const { entries } = await timelineOf(late);
    expect(entries.map(({ occurredAt }: any) => occurredAt.slice(0, 10))).toEqual(['2026-11-20', '2026-11-01']);
    const view = await agent.get(`/v1/customers/${late.customerId}?minPosition=${late.position}`);
    expect(view.body).toMatchObject({
      firstPurchaseAt: '2026-11-01T12:00:00.000Z',
      lastPurchaseAt: '2026-11-20T12:00:00.000Z',
    });
  });

  it('shows a corrected entry as it was and as it is, and counts it as it is', async () => {
    const first = await record(
      purchase([card('LC-corr')], { data: { orderId: 'o-1', currency: 'EUR', amount: '99.00' } }),
    );
    const corrected = await agent.post(`/v1/interactions/${first.eventId}/corrections`, {
      kind: 'correct',
      reason: 'A nine too many',
      data: { orderId: 'o-1', currency: 'EUR', amount: '9.00' },
    });
    const at = { customerId: first.customerId, position: corrected.body.position };
    const { entries } = await timelineOf(at);
    expect(entries).toHaveLength(2);
    const entry = entries.find(({ eventId }: any) => eventId === first.eventId);
    expect(entry).toMatchObject({
      status: 'corrected',
      data: { amount: '99.00' },
      correctedBy: [corrected.body.eventId],
      corrections: [{ kind: 'corrected', data: { amount: '9.00' }, personal: { reason: 'A nine too many' } }],
    });
    const view = await agent.get(`/v1/customers/${at.customerId}?minPosition=${at.position}`);
    expect(view.body.totals.EUR.net).toBe('9.00');
    const retracted = await agent.post(`/v1/interactions/${first.eventId}/corrections`, {
      kind: 'retract',
      reason: 'It was another customer',
    });
    const gone = await agent.get(`/v1/customers/${at.customerId}?minPosition=${retracted.body.position}`);
    expect(gone.body).toMatchObject({ totals: {}, orders: 0, touches: 0 });
  });

  it('pages through a timeline without gap or repeat while others write, and filters', async () => {
    let last: any;
    for (let n = 0; n < 25; n++) {
      last = await record(
        purchase([card('LC-page')], { occurredAt: `2026-10-${String(n + 1).padStart(2, '0')}T00:00:00Z` }),
      );
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await timelineOf(last, `&limit=10${cursor}`);
      seen.push(...page.entries.map(({ occurredAt }: any) => occurredAt.slice(0, 10)));
      cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : '';
      await record(purchase([card('LC-page')], { occurredAt: '2026-11-19T00:00:00Z' }));
    } while (cursor);
    expect(seen).toHaveLength(25);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    const some = await timelineOf(last, '&from=2026-10-05T02:00:00%2B02:00&to=2026-10-07T00:00:00Z&type=PurchaseMade');
    expect(some.entries.map(({ occurredAt }: any) => occurredAt.slice(0, 10))).toEqual(['2026-10-06', '2026-10-05']);
    expect((await timelineOf(last, '&channel=call,email')).entries).toEqual([]);
  });

  it.each([
    ['asOf=2026-01-01T00:00:00Z', 'as-of-unsupported'],
    ['limit=0', 'invalid-request'],
    ['limit=201', 'invalid-request'],
    ['cursor=xyz', 'invalid-request'],
    ['from=yesterday', 'invalid-request'],
    ['from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'invalid-request'],
    ['chanel=store', 'invalid-request'],
    ['limit=1&limit=2', 'invalid-request'],
    ['minPosition=7', 'invalid-request'],
  ])('refuses ?%s instead of ignoring it', async (query, code) => {
    const { customerId, position } = await record(purchase([card('LC-query')]));
    await agent.get(`/v1/customers/${customerId}?minPosition=${position}`);
    const answer = await agent.get(`/v1/customers/${customerId}/timeline?${query}`);
    expect([answer.status, answer.body.type]).toEqual([400, `urn:rapport:problem:${code}`]);
  });

  it('searches by what is plain, and by words for those who may read them', async () => {
    const note = {
      id: 'call-1',
      source: 'pbx/1',
      channel: 'business',
      type: 'ProfileStated',
      occurredAt: '2026-11-20T09:00:00Z',
    };
    const known = await record({
      ...note,
      identifiers: [email('hopper@example.com')],
      data: { name: 'Grace Hopper', country: 'US' },
    });
    const rich = await record(
      purchase([email('hopper@example.com')], { data: { orderId: 'big', currency: 'USD', amount: '900.00' } }),
    );
    const search = async (body: object, client = agent): Promise<any> =>
      client.post(`/v1/customers/search?minPosition=${rich.position}`, body);
    for (const body of [
      { words: ['hopper'] },
      { words: ['GRACE', 'hop'] },
      { traits: { country: 'US' } },
      { totals: { USD: { min: '900', max: '900.00' } }, channels: ['store'], order: { net: 'USD' } },
    ]) {
      const found = await search(body);
      expect(found.body.customers.map(({ customerId }: any) => customerId)).toEqual([known.customerId]);
      expect(found.body.customers[0].traits.name.value).toBe('Grace Hopper');
    }
    expect((await search({ words: ['nobody'] })).body.customers).toEqual([]);
    const one = (await search({ order: 'key', limit: 1 })).body;
    const others = (await search({ order: 'key', limit: 200, cursor: one.next })).body.customers;
    expect(others.map(({ customerId }: any) => customerId)).not.toContain(one.customers[0].customerId);
    const analyst = rapport.as('analyst');
    expect((await search({ words: ['hopper'] }, analyst)).status).toBe(403);
    expect((await search({ traits: { country: 'US' } }, analyst)).body.customers[0].traits.name.value).toEqual({
      masked: 'identity',
    });
    for (const bad of [{ tier: 'gold' }, { words: [] }, { order: 'name' }, { totals: { EUR: { min: 'x' } } }, []]) {
      expect((await search(bad)).status).toBe(400);
    }
  });

  it('says how far each view is', async () => {
    const { body } = await rapport.as('analyst').get('/v1/projections');
    const named = Object.fromEntries(body.projections.map((one: any) => [one.projection, one]));
    expect(Object.keys(named)).toEqual(
      expect.arrayContaining(['cases', 'customer-view', 'identity', 'interaction-volume', 'timeline', 'value']),
    );
    expect(named['customer-view']).toMatchObject({ lag: expect.any(Number), parkedCount: 0, parked: [] });
    const admin = rapport.as('admin');
    const nothing = '/parked/7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b/retry';
    expect((await admin.post(`/v1/projections/customer-view${nothing}`)).status).toBe(404);
    expect((await admin.post(`/v1/projections/no-such${nothing}`)).status).toBe(404);
    const skip = nothing.replace('retry', 'skip');
    const wish = { eventId: '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d', reason: 'Garbage from a test till' };
    expect((await admin.post(`/v1/projections/customer-view${skip}`, wish)).status).toBe(404);
    const looked = await Promise.all(
      ['customer-view', 'timeline', 'nonsense'].map((name) => admin.get(`/v1/projections/${name}${skip}`)),
    );
    expect(looked.map(({ status }) => status)).toEqual([404, 400, 404]);
    expect((await admin.post(`/v1/projections/customer-view${skip}`, { ...wish, reason: ' ' })).status).toBe(400);
    expect((await rapport.as('analyst').post(`/v1/projections/customer-view${skip}`, wish)).status).toBe(403);
    const { body: left } = await rapport.as('analyst').get('/v1/projections/customer-view/skipped');
    expect(left).toEqual({ projection: 'customer-view', version: expect.any(Number), skipped: [] });
    expect((await (await admin.get('/metrics')).body) as string).toMatch(
      /rapport_projection_lag_events\{projection="timeline"}/,
    );
  });

  it('has rows that were damaged found, said everywhere, and forgiven when they are right again', async () => {
    const { customerId, position } = await record(purchase([card('LC-damaged')]));
    await agent.get(`/v1/customers/${customerId}?minPosition=${position}`);
    const { pool } = rapport;
    const setOrders = (orders: number) =>
      pool.query(`update rapport_read.${VIEW} set orders = $1 where key = $2::uuid`, [orders, customerId]);
    const audited = async () => {
      // The next round begins now, and what was found is looked at again at once.
      await pool.query(`update rapport_read.audit_finding set seen_at = seen_at - interval '1 hour'`);
      await pool.query(`update rapport_read.audit_round set begun_at = begun_at - interval '1 hour'`);
      return (await rapport.as('auditor').get('/v1/audit/views')).body;
    };
    await setOrders(987_654_321);
    const found = await eventually(async () => {
      const { findings } = await audited();
      expect(findings).toMatchObject([
        { projection: 'customer-view', key: customerId, in: 'both', fields: ['orders'] },
      ]);
      return findings[0];
    }, 60_000);
    expect(JSON.stringify(found)).not.toContain('987654321');
    const metrics = String((await rapport.as('admin').get('/metrics')).body);
    expect(metrics).toMatch(/^rapport_audit_drift\{projection="customer-view"\} 1$/m);
    expect(metrics).toMatch(/^rapport_audit_checked_total [1-9]/m);
    await setOrders(1);
    await eventually(async () => expect((await audited()).drift).toEqual({}), 60_000);
    // Every row of every view that is proven is what the log says, the damaged one included.
    const { finished, covers } = await audited();
    expect(finished.projections['timeline v1'].rows).toBeGreaterThan(0);
    expect(covers).toContainEqual({ projection: 'cases', version: expect.any(Number), provenBy: null });
    expect((await agent.get('/v1/audit/views')).status).toBe(403);
  });
});
