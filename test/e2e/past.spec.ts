import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

const ERASED = { erased: true };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the past', () => {
  let rapport: Installation;
  let till: Client;
  let agent: Client;
  beforeAll(async () => {
    rapport = await startInstallation();
    [till, agent] = [rapport.as('integrator'), rapport.as('agent')];
  });
  afterAll(() => rapport.stop());

  const record = async (event: object): Promise<any> => {
    const { status, body } = await till.post('/v1/interactions', event);
    expect(status).toBe(201);
    return body;
  };
  /** A moment at which nothing happens: after it the store's clock shows another millisecond. */
  const moment = async (): Promise<string> => {
    await pause(3);
    const { rows } = await rapport.pool.query<{ at: Date }>('select clock_timestamp() as at');
    await pause(3);
    return rows[0]!.at.toISOString();
  };
  const seen = async (id: string, query: string, by = agent): Promise<any> => {
    const { status, body } = await by.get(`/v1/customers/${id}${query}`);
    expect([status, body]).toEqual([200, expect.anything()]);
    return body;
  };
  const sold = (identifiers: Parameters<typeof purchase>[0], day: string, amount: string) =>
    purchase(identifiers, {
      occurredAt: `${day}T12:00:00.000Z`,
      data: { orderId: `o-${day}-${amount}`, currency: 'EUR', amount },
    });
  const refusal = async (path: string): Promise<unknown[]> => {
    const { status, body } = await agent.get(path);
    return [status, String(body.type).replace('urn:rapport:problem:', '')];
  };

  it('is what the agent saw and what was true, which differ by exactly what came late', async () => {
    const ids = [card('LC-past')];
    await record(sold(ids, '2026-03-01', '10.00'));
    const { customerId } = await record(sold(ids, '2026-03-03', '30.00'));
    const then = await moment();
    const late = await record(sold(ids, '2026-03-02', '20.00'));
    const known = await seen(customerId, `?asOfRecorded=${then}`);
    expect(known).toMatchObject({
      customerId,
      orders: 2,
      totals: { EUR: { net: '40.00' } },
      asOf: { recorded: then, occurred: null },
    });
    const now = await seen(customerId, `?asOfOccurred=${then}&minPosition=${late.position}`);
    expect(now).toMatchObject({ orders: 3, totals: { EUR: { net: '60.00' } } });
    const path = `${customerId}/timeline`;
    const eventsOf = async (query: string) => (await seen(path, query)).entries.map(({ eventId }: any) => eventId);
    const [saw, was] = [await eventsOf(`?asOfRecorded=${then}`), await eventsOf(`?asOfOccurred=${then}`)];
    expect(was.filter((id: string) => !saw.includes(id))).toEqual([late.eventId]);
    expect(saw.every((id: string) => was.includes(id))).toBe(true);
    const both = await seen(customerId, `?asOfRecorded=${then}&asOfOccurred=2026-03-02T12:00:00Z`);
    expect(both).toMatchObject({ orders: 1, lastPurchaseAt: '2026-03-01T12:00:00.000Z' });
    expect((await seen(customerId, '?asOfOccurred=2026-03-02T12:00:00Z')).orders).toBe(2);
    // What is asked about this very moment is what the view says now.
    const { asOf, ...asOfNow } = await seen(customerId, `?asOfOccurred=${await moment()}`);
    // Tasks are of now only.
    const { tasks, ...shownNow } = await seen(customerId, '');
    expect([asOfNow, tasks]).toEqual([shownNow, []]);
    expect(asOf.position >= late.position).toBe(true);
    const { headers } = await agent.get(`/v1/customers/${customerId}?asOfRecorded=${then}`);
    expect(headers.get('rapport-position')).toBe(known.asOf.position);
  });

  it('has pages and filters, and knows what was corrected only from then on', async () => {
    const ids = [card('LC-pages')];
    const first = await record(sold(ids, '2026-02-01', '99.00'));
    for (const day of ['2026-02-02', '2026-02-03', '2026-02-04']) await record(sold(ids, day, '1.00'));
    const then = await moment();
    const right = {
      kind: 'correct',
      reason: 'A nine too many',
      data: { orderId: 'o', currency: 'EUR', amount: '9.00' },
    };
    await agent.post(`/v1/interactions/${first.eventId}/corrections`, right);
    const { customerId } = await record(sold(ids, '2026-02-05', '1.00'));
    const list = `${customerId}/timeline`;
    const all: any[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: any = await seen(list, `?asOfRecorded=${then}&limit=3${next && `&cursor=${next}`}`);
      all.push(...page.entries);
      next = page.next;
    }
    expect(all.map(({ occurredAt }) => occurredAt.slice(8, 10))).toEqual(['04', '03', '02', '01']);
    expect(all[3]).toMatchObject({ eventId: first.eventId, status: 'recorded', correctedBy: [] });
    const some = await seen(
      list,
      `?asOfRecorded=${then}&from=2026-02-02T00:00:00Z&to=2026-02-04T00:00:00Z&type=PurchaseMade`,
    );
    expect(some.entries).toHaveLength(2);
    expect((await seen(customerId, `?asOfRecorded=${then}`)).totals.EUR.net).toBe('102.00');
    await eventually(async () =>
      expect((await seen(customerId, '?asOfOccurred=2026-02-04T23:00:00Z')).totals.EUR.net).toBe('12.00'),
    );
    expect((await seen(list, '?asOfOccurred=2026-02-01T12:00:00Z')).entries).toMatchObject([
      { eventId: first.eventId, status: 'corrected' },
    ]);
    expect(await refusal(`/v1/customers/${list}?asOfRecorded=${then}&cursor=nonsense`)).toEqual([
      400,
      'invalid-request',
    ]);
  });

  it('knows who was whom then, and nobody before they came', async () => {
    const before = await moment();
    const mailed = await record(profile([email('past@example.com')], { name: 'Xaver Past' }));
    const apart = await moment();
    const both = await record(sold([card('LC-whom'), email('past@example.com')], '2026-04-01', '5.00'));
    const id = mailed.customerId as string;
    await eventually(async () => expect((await seen(id, '')).identifiers).toHaveLength(2));
    const joined = await moment();
    expect(await seen(id, `?asOfRecorded=${apart}`)).toMatchObject({
      ...{ customerId: id, orders: 0, traits: { name: { value: 'Xaver Past' } } },
      identifiers: [{ handle: id, type: 'email', value: 'past@example.com', shared: null }],
    });
    expect(await refusal(`/v1/customers/${both.customerId}?asOfRecorded=${apart}`)).toEqual([404, 'not-found']);
    expect(await seen(id, `?asOfRecorded=${joined}`)).toMatchObject({ customerId: both.customerId, orders: 1 });
    for (const what of ['', '/timeline', '/tiers', '/signals', '/why'])
      expect(await refusal(`/v1/customers/${id}${what}?asOfRecorded=${before}${what === '/why' ? '&field=orders' : ''}`)).toEqual([404, 'not-found']); // prettier-ignore
    expect(await refusal(`/v1/customers/${id}?asOfRecorded=1999-01-01T00:00:00Z`)).toEqual([404, 'not-found']);
  });

  it('shows personal values by role, writes openings down with the moment, and nothing of who was erased', async () => {
    const said = await record(profile([email('gone.past@example.com')], { name: 'Xaver Gone' }));
    const { customerId } = said;
    const then = await moment();
    const path = `/v1/customers/${customerId}`;
    const query = `?asOfRecorded=${then}`;
    expect((await seen(customerId, query)).traits.name.value).toBe('Xaver Gone');
    const analyst = rapport.as('analyst');
    expect((await seen(customerId, query, analyst)).traits.name.value).toEqual({ masked: 'identity' });
    const why = await seen(`${customerId}/why`, `?field=traits.name.value&asOfRecorded=${then}`);
    expect(why).toMatchObject({
      value: 'Xaver Gone',
      events: [{ eventId: said.eventId, before: null, after: 'Xaver Gone' }],
    });
    const masked = await seen(`${customerId}/why`, `?field=traits.name.value`, analyst);
    expect(masked).toMatchObject({ value: { masked: 'identity' }, events: [{ after: { masked: 'identity' } }] });
    const { body } = await rapport.as('auditor').get(`/v1/audit/openings?customer=${customerId}&limit=2`);
    expect(body.openings).toMatchObject([
      { route: 'GET /v1/customers/:id/why', asOfRecorded: then, asOfOccurred: null },
      { route: 'GET /v1/customers/:id', asOfRecorded: then, position: expect.stringMatching(/^[0-9a-f]{8}-/) },
    ]);
    const erased = await rapport.as('admin').send('DELETE', path, JSON.stringify({ reason: 'Asked for by letter' }));
    expect(erased.status).toBe(200);
    const after = await seen(customerId, query);
    expect(after.traits.name.value).toEqual(ERASED);
    expect(after.identifiers.map(({ value }: any) => value)).toEqual([ERASED]);
    expect(JSON.stringify((await agent.get(`${path}/timeline${query}`)).body)).not.toContain('Xaver');
    expect((await seen(`${customerId}/why`, `?field=traits.name.value&asOfRecorded=${then}`)).value).toEqual(ERASED);
  });

  it('is refused where it is none, or none that can be told', async () => {
    const { customerId } = await record(sold([card('LC-bad')], '2026-05-01', '1.00'));
    const path = `/v1/customers/${customerId}`;
    for (const what of ['asOfRecorded', 'asOfOccurred']) {
      expect(await refusal(`${path}?${what}=2999-01-01T00:00:00Z`)).toEqual([400, 'as-of-to-come']);
      expect(await refusal(`${path}/tiers?${what}=2999-01-01T00:00:00Z`)).toEqual([400, 'as-of-to-come']);
      for (const bad of ['yesterday', '2026-05-01', '', '2026-13-01T00:00:00Z'])
        expect(await refusal(`${path}?${what}=${bad}`)).toEqual([400, 'invalid-request']);
      expect(await refusal(`/v1/tasks?${what}=2026-05-01T00:00:00Z`)).toEqual([400, 'as-of-unsupported']);
    }
    const then = await moment();
    const { position } = await record(sold([card('LC-bad')], '2026-05-02', '1.00'));
    expect(await refusal(`${path}?asOfRecorded=${then}&minPosition=${position}`)).toEqual([400, 'invalid-request']);
    expect(await refusal(`/v1/tiers?asOfOccurred=${then}&date=2026-05-01`)).toEqual([400, 'invalid-request']);
    for (const field of ['', '/nothing', '/ledger/size', 'x.y'])
      expect(await refusal(`${path}/why?field=${encodeURIComponent(field)}`)).toEqual([400, 'invalid-request']);
    expect(await refusal(`${path}/why`)).toEqual([400, 'invalid-request']);
  });

  it('has single rows of projections, where one customer makes them', async () => {
    const ids = [card('LC-row')];
    const first = await record(sold(ids, '2026-05-05', '10.00'));
    const then = await moment();
    const { customerId, position } = await record(sold(ids, '2026-05-06', '10.00'));
    const [analyst, rows] = [rapport.as('analyst'), (name: string) => `/v1/projections/${name}/rows?key=${customerId}`];
    const one = async (path: string) => (await analyst.get(path)).body.rows?.[0];
    expect(await one(`${rows('customer-view')}&minPosition=${position}`)).toMatchObject({ key: customerId, orders: 2 });
    expect(await one(`${rows('customer-view')}&asOfRecorded=${then}`)).toMatchObject({ key: customerId, orders: 1 });
    expect(await one(`${rows('value')}&asOfOccurred=2026-05-05T23:00:00Z`)).toMatchObject({ orders: 1 });
    const entry = `/v1/projections/timeline/rows?key=${first.eventId}&asOfRecorded=`;
    expect(await one(`${entry}${then}`)).toMatchObject({ key: first.eventId, status: 'recorded' });
    const refused = async (path: string) => [(await analyst.get(path)).status, (await analyst.get(path)).body.type];
    expect((await refused(`${entry}1999-01-01T00:00:00Z`))[0]).toBe(404);
    const notBuilt = [409, 'urn:rapport:problem:past-not-built'];
    expect(await refused(`/v1/projections/customer-view/rows?asOfRecorded=${then}`)).toEqual(notBuilt);
    expect(await refused(`${rows('interaction-volume')}&asOfRecorded=${then}`)).toEqual(notBuilt);
  });

  it('says which events set a field, newest first, page by page, corrected ones as they count', async () => {
    const ids = [card('LC-why')];
    const events: any[] = [];
    for (const [day, amount] of [
      ['2026-06-01', '10.00'],
      ['2026-06-03', '30.00'],
      ['2026-06-02', '20.00'],
    ] as const)
      // prettier-ignore
      events.push(await record(sold(ids, day, amount)));
    const [first, third, second] = events;
    const { customerId, position } = second;
    const path = `${customerId}/why`;
    const net = await seen(path, `?field=/totals/EUR/net&minPosition=${position}`);
    expect(net).toMatchObject({ field: '/totals/EUR/net', value: '60.00', count: 3, next: null });
    const steps = (body: any) => body.events.map(({ eventId, before, after }: any) => [eventId, before, after]);
    const all = [[third.eventId, '30.00', '60.00'], [second.eventId, '10.00', '30.00'], [first.eventId, null, '10.00']]; // prettier-ignore
    expect(steps(net)).toEqual(all);
    const one = await seen(path, '?field=totals.EUR.net&limit=2');
    const two = await seen(path, `?field=totals.EUR.net&limit=2&cursor=${one.next}`);
    expect([...steps(one), ...steps(two)]).toEqual(all);
    expect(two.next).toBeNull();
    const right = { kind: 'correct', reason: 'Cents', data: { orderId: 'o-2', currency: 'EUR', amount: '25.00' } };
    const { body: correction } = await agent.post(`/v1/interactions/${second.eventId}/corrections`, right);
    const { body: gone } = await agent.post(`/v1/interactions/${third.eventId}/corrections`, {
      kind: 'retract',
      reason: 'Test',
    });
    const now = await seen(path, `?field=/totals/EUR/net&minPosition=${gone.position}`);
    expect(steps(now)).toEqual([[second.eventId, '10.00', '35.00'], [first.eventId, null, '10.00']]); // prettier-ignore
    expect(now.events[0]).toMatchObject({
      ...{ type: 'PurchaseMade', occurredAt: '2026-06-02T12:00:00.000Z', position },
      corrections: [{ eventId: correction.eventId, type: 'InteractionCorrected' }],
    });
    expect((await seen(path, '?field=/lastOrder')).value).toEqual((await seen(customerId, '')).lastOrder);
    expect(await seen(path, '?field=/totals/CHF/net')).toMatchObject({ value: null, events: [], count: 0 });
  });
});
