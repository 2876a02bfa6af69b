import { startInstallation, type Installation } from './installation';
import type { Client } from './client';
import { card, purchase } from './touchpoints';

describe('figures on customers and interactions', () => {
  let rapport: Installation;
  let till: Client;
  let analyst: Client;
  let last = '';
  beforeAll(async () => {
    rapport = await startInstallation();
    [till, analyst] = [rapport.as('integrator'), rapport.as('analyst')];
  });
  afterAll(() => rapport.stop());

  const record = async (event: object): Promise<any> => {
    const { status, body } = await till.post('/v1/interactions', event);
    expect(status).toBe(201);
    last = body.position;
    return body;
  };
  const get = async (path: string, headers?: Record<string, string>) => {
    const answer = await analyst.get(`${path}${path.includes('?') ? '&' : '?'}minPosition=${last}`, headers);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer;
  };
  const bought = (who: string, day: string, orderId: string, amount: string): object =>
    purchase([card(who)], { occurredAt: `${day}T10:00:00Z`, data: { orderId, currency: 'EUR', amount } });
  let n = 0;
  const event = (channel: string, type: string, occurredAt: string, data: object, more: object = {}): object => ({
    ...{ id: `figure-${++n}`, source: 'city/desk', channel, type, occurredAt, identifiers: [], data },
    ...more,
  });

  it('say what a customer is worth, now and as of any day', async () => {
    await record(bought('V-1', '2026-01-01', 'v1', '10.00'));
    await record(bought('V-1', '2026-01-15', 'v2', '20.00'));
    const { customerId, eventId } = await record(bought('V-1', '2026-02-12', 'v3', '99.00'));
    const path = `/v1/customers/${customerId}/value`;
    expect((await get(`${path}?asOf=2026-02-19`)).body).toMatchObject({
      ...{ customerId, asOf: '2026-02-19', zone: 'UTC', x: 2, t_x: 6, T: 7, purchaseDays: 3, orders: 3 },
      gaps: { n: 2, medianDays: 21, meanDays: 21 },
      sums: { EUR: { sales: 3, sold: '129.00', net: '129.00', margin: null } },
    });
    expect((await get(`${path}?asOf=2026-01-20`)).body).toMatchObject({
      x: 1,
      t_x: 2,
      sums: { EUR: { net: '30.00' } },
    });
    expect((await get(`${path}?asOf=2025-12-31`)).body).toMatchObject({ x: null, sums: {}, purchaseDays: 0 });
    const correction = await rapport
      .as('agent')
      .post(`/v1/interactions/${eventId}/corrections`, { kind: 'retract', reason: 'Another person' });
    last = correction.body.position;
    expect((await get(`${path}?asOf=2026-02-19`)).body).toMatchObject({ x: 1, T: 7, sums: { EUR: { net: '30.00' } } });
  });

  it('list everybody who had bought by a day, also as a table', async () => {
    await record(bought('V-2', '2026-01-01', 'w1', '5.00'));
    await record(bought('V-3', '2026-03-01', 'w2', '5.00'));
    const all: any[] = [];
    for (let cursor = ''; ;) {
      const { body } = await get(`/v1/value?asOf=2026-02-19&limit=1${cursor}`);
      all.push(...body.customers);
      if (body.next === null) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    expect(all.map(({ x, t_x, T }) => [x, t_x, T]).sort()).toEqual([[0, 0, 7], [1, 2, 7]]); // prettier-ignore
    const { headers, body } = await get('/v1/value?asOf=2026-02-19', { accept: 'text/csv' });
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    const lines = String(body).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^customerId,x,t_x,T,purchaseDays,/);
    expect(lines.slice(1).map((line) => line.split(',').slice(1, 4).join()).sort()).toEqual(['0,0,7', '1,2,7']); // prettier-ignore
    expect((await analyst.get('/v1/value?asOf=2026-02-30')).status).toBe(400);
    expect((await analyst.get('/v1/value?cursor=nonsense')).status).toBe(400);
    expect((await rapport.as('auditor').get('/v1/value')).status).toBe(403);
  });

  it('count what came by local hours and days, as corrected', async () => {
    const call = (at: string, outcome: string): object => event('call', 'CallEnded', at, { callId: `c${n}`, outcome });
    const first = await record(call('2026-05-01T18:20:00Z', 'answered'));
    await record(call('2026-05-01T18:10:00Z', 'abandoned'));
    const only = 'type=CallEnded&from=2026-04-30&to=2026-05-03';
    const counted = async (query: string) => (await get(`/v1/volume?${only}&${query}`)).body.counts;
    expect(await counted('by=day&zone=UTC')).toEqual([{ at: '2026-05-01', count: 2 }]);
    expect(await counted('by=hour&zone=Asia/Kathmandu&split=outcome')).toEqual([
      { at: '2026-05-01T23:00+05:45', outcome: 'abandoned', count: 1 },
      { at: '2026-05-02T00:00+05:45', outcome: 'answered', count: 1 },
    ]);
    expect(await counted('by=month&channel=web')).toEqual([]);
    const correction = await rapport.as('agent').post(`/v1/interactions/${first.eventId}/corrections`, {
      ...{ kind: 'correct', reason: 'Picked the wrong code' },
      data: { callId: 'c', outcome: 'missed' },
    });
    expect(correction.status).toBe(201);
    last = correction.body.position;
    expect(await counted('by=day&split=outcome')).toEqual([
      { at: '2026-05-01', outcome: 'abandoned', count: 1 },
      { at: '2026-05-01', outcome: 'missed', count: 1 },
    ]);
    const table = await get(`/v1/volume?${only}&split=channel`, { accept: 'text/csv' });
    expect(table.body).toBe('at,channel,count\r\n2026-05-01,call,2\r\n');
    for (const wrong of ['by=week', 'zone=Mars', 'by=hour', 'from=2026-05-01T10:07:00Z', 'split=agent', 'x=1']) {
      expect([wrong, (await analyst.get(`/v1/volume?${wrong}`)).status]).toEqual([wrong, 400]);
    }
  });

  it('say how many cases were open at any moment', async () => {
    const at = (day: number): string => `2026-06-0${day}T12:00:00Z`;
    const opened = { kind: 'complaint', reason: 'lamp', dueAt: at(3) };
    await record(event('web', 'CaseOpened', at(1), { caseId: 'k1', ...opened }));
    await record(event('call', 'CaseOpened', at(2), { caseId: 'k2', kind: 'enquiry' }));
    await record(event('business', 'CaseClosed', at(4), { caseId: 'k1' }));
    await record(event('call', 'CaseReopened', at(6), { caseId: 'k1' }));
    const openAt = async (moment: string) => (await get(`/v1/cases/backlog?at=${moment}`)).body;
    expect(await openAt('2026-06-01T11:59:59Z')).toMatchObject({ open: 0, by: { kind: {} } });
    expect(await openAt(at(2))).toMatchObject({ open: 2, overdue: 0, by: { channel: { web: 1, call: 1 } } });
    expect(await openAt('2026-06-03T13:00:00Z')).toMatchObject({
      open: 2,
      overdue: 1,
      by: { reason: { lamp: 1, '': 1 } },
    });
    expect(await openAt(at(4))).toMatchObject({ open: 1, by: { kind: { enquiry: 1 } } });
    expect((await openAt(at(7))).open).toBe(2);
  });

  it('give out all rows of a projection with personal values masked for everybody', async () => {
    const { body } = await rapport.as('admin').get('/v1/projections/cases/rows?limit=1');
    expect(body).toMatchObject({ projection: 'cases', version: 1, rows: [{ key: expect.any(String) }] });
    const rest = await rapport.as('admin').get(`/v1/projections/cases/rows?cursor=${body.next}`);
    expect([rest.body.rows.length, rest.body.next]).toEqual([1, null]);
    const noted = event('web', 'CaseOpened', '2026-06-01T12:00:00Z', {
      caseId: 'p',
      kind: 'enquiry',
      text: 'Frau Gelb',
    });
    await record({ ...noted, identifiers: [card('V-9')] });
    const timeline = await rapport.as('admin').get(`/v1/projections/timeline/rows?minPosition=${last}`);
    expect(JSON.stringify(timeline.body)).toContain('{"masked":"content"}');
    expect(JSON.stringify(timeline.body)).not.toMatch(/Frau Gelb|LC-|"v1\./);
    expect((await rapport.as('admin').get('/v1/projections/no-such/rows')).status).toBe(404);
  });
});
