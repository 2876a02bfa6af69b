import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const byMonth = {
  name: 'turnover-by-month',
  title: 'What do we sell, month by month and channel by channel?',
  events: { types: ['PurchaseMade'] },
  by: [{ month: 'Europe/Berlin' }, 'channel'],
  measures: { orders: 'count', revenue: { sum: 'amount' }, buyers: { distinct: 'customer' } },
};

describe('a projection that an analyst describes', () => {
  let rapport: Installation;
  const sell = async (who: string, amount: string, occurredAt: string): Promise<any> => {
    const data = { orderId: `${who}-${occurredAt}`, currency: 'EUR', amount };
    return (await rapport.as('integrator').post('/v1/interactions', purchase([card(who)], { data, occurredAt }))).body;
  };
  const until = async (path: string, is: (body: any) => boolean): Promise<any> => {
    for (const end = Date.now() + 40_000; ;) {
      const { body } = await rapport.as('analyst').get(path);
      if (is(body)) return body;
      if (Date.now() > end) throw new Error(JSON.stringify(body));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const rows = '/v1/projections/turnover-by-month/rows';

  beforeAll(async () => {
    rapport = await startInstallation();
    await sell('LC-a', '10.00', '2026-01-31T22:59:59.000Z');
    await sell('LC-a', '20.50', '2026-01-31T23:00:00.000Z');
    await sell('LC-b', '5.00', '2026-02-10T10:00:00.000Z');
  });
  afterAll(() => rapport.stop());

  it('is refused with every fault and its place, by role too', async () => {
    const wrong = { ...byMonth, by: ['colour', 'deliveryAddress'], measures: { n: { sum: 'orderId' } } };
    const { status, body } = await rapport.as('analyst').post('/v1/projections', wrong);
    expect([status, body.faults.map(({ at }: any) => at)]).toEqual([422, ['/by/0', '/by/1', '/measures/n/sum']]);
    expect(body.faults[1].message).toContain('personal');
    expect((await rapport.as('agent').post('/v1/projections', byMonth)).status).toBe(403);
    expect((await rapport.as('analyst').post('/v1/projections', { ...byMonth, name: 'timeline' })).status).toBe(409);
    expect((await rapport.as('analyst').get(rows)).status).toBe(404);
  });

  it('is previewed from a sample, with what the build would take', async () => {
    const { status, body } = await rapport.as('analyst').post('/v1/projections/preview', byMonth);
    expect([status, body.sample.counted, body.rows]).toEqual([
      ...[200, 3],
      [
        { month: '2026-01', channel: 'store', buyers: 1, orders: 1, revenue: { EUR: '10.00' } },
        { month: '2026-02', channel: 'store', buyers: 2, orders: 2, revenue: { EUR: '25.50' } },
      ],
    ]);
    expect(body.events).toBeGreaterThanOrEqual(3);
    expect(body.estimatedSeconds).toBeGreaterThanOrEqual(1);
    const named = await rapport.as('analyst').post('/v1/projections/preview', { ...byMonth, by: ['customer'] });
    expect(named.body.rows.map(({ orders }: any) => orders).sort()).toEqual([1, 2]);
    expect((await rapport.as('analyst').post('/v1/projections/preview', { ...byMonth, by: ['colour'] })).status).toBe(
      422,
    );
    expect((await rapport.as('analyst').get('/v1/projections/turnover-by-month')).status).toBe(404);
  });

  it('is built over the whole history, and live from then on', async () => {
    const made = await rapport.as('analyst').post('/v1/projections', byMonth);
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ name: byMonth.name, version: 1 })]);
    expect((await rapport.as('analyst').post('/v1/projections', byMonth)).status).toBe(200);
    await until('/v1/projections/turnover-by-month', ({ serving }) => serving === 1);
    const { position } = await sell('LC-c', '4.50', '2026-02-11T10:00:00.000Z');
    const { body, headers } = await rapport.as('analyst').get(`${rows}?minPosition=${position}`);
    expect(body).toMatchObject({
      ...{ projection: byMonth.name, version: 1, next: null },
      rows: [
        { month: '2026-01', channel: 'store', buyers: 1, orders: 1, revenue: { EUR: '10.00' } },
        { month: '2026-02', channel: 'store', buyers: 3, orders: 3, revenue: { EUR: '30.00' } },
      ],
    });
    expect(headers.get('rapport-position')! >= position).toBe(true);
  });

  it('gives rows out in pages, of some values, as CSV and as lines of a chart', async () => {
    const analyst = rapport.as('analyst');
    const first = (await analyst.get(`${rows}?limit=1`)).body;
    const second = (await analyst.get(`${rows}?limit=1&cursor=${first.next}`)).body;
    expect([first.rows[0].month, second.rows[0].month, second.next]).toEqual(['2026-01', '2026-02', null]);
    expect((await analyst.get(`${rows}?from=2026-02&channel=store,web`)).body.rows).toHaveLength(1);
    expect((await analyst.get(`${rows}?channel=web`)).body.rows).toEqual([]);
    const csv = await analyst.get(`${rows}?format=csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toBe('month,channel,buyers,orders,revenue EUR\r\n2026-01,store,1,1,10.00\r\n2026-02,store,3,3,30.00\r\n'); // prettier-ignore
    expect((await analyst.get(rows, { accept: 'text/csv' })).body).toBe(csv.body);
    expect((await analyst.get(`${rows}?format=series`)).body).toMatchObject({
      x: { part: 'month', values: ['2026-01', '2026-02'] },
      series: [
        { measure: 'buyers', by: { channel: 'store' }, values: [1, 3] },
        { measure: 'orders', values: [1, 3] },
        { measure: 'revenue', currency: 'EUR', values: ['10.00', '30.00'] },
      ],
    });
    for (const wrong of ['colour=red', 'format=xml', 'cursor=abc', 'limit=0']) {
      expect([wrong, (await analyst.get(`${rows}?${wrong}`)).status]).toEqual([wrong, 400]);
    }
  });

  it('tells customers apart by traits as they had been stated when they bought, also when that is heard of late', async () => {
    const byCountry = { name: 'by-country', events: { types: ['PurchaseMade'] }, by: [{ trait: 'country' }], measures: { orders: 'count' } }; // prettier-ignore
    const state = async (country: string, occurredAt: string): Promise<string> => {
      const stated = { ...purchase([card('LC-a')], { occurredAt }), channel: 'store', type: 'ProfileStated', data: { country } }; // prettier-ignore
      const { status, body } = await rapport
        .as('integrator')
        .post('/v1/interactions', { ...stated, id: `profile-${occurredAt}` });
      expect(status).toBe(201);
      return body.position;
    };
    await state('CN', '2026-02-05T00:00:00.000Z');
    expect((await rapport.as('analyst').post('/v1/projections', byCountry)).status).toBe(201);
    await until('/v1/projections/by-country', ({ serving }) => serving === 1);
    const counts = async (position: string): Promise<object> => {
      const { body } = await rapport.as('analyst').get(`/v1/projections/by-country/rows?minPosition=${position}`);
      return Object.fromEntries(body.rows.map(({ country, orders }: any) => [String(country), orders]));
    };
    const later = await sell('LC-a', '1.00', '2026-03-01T10:00:00.000Z');
    expect(await counts(later.position)).toEqual({ null: 4, CN: 1 });
    // Between the two purchases of January: the later one was made by somebody of DE.
    expect(await counts(await state('DE', '2026-01-31T22:59:59.500Z'))).toEqual({ null: 3, DE: 1, CN: 1 });
    const asked = await rapport.as('admin').post('/v1/projections/by-country/replays', { promote: false });
    const { comparison } = await until(`/v1/replays/${asked.body.id}`, ({ state }) => state === 'ready');
    expect(comparison).toMatchObject({ rows: 3, equal: 3 });
    expect((await rapport.as('analyst').delete('/v1/projections/by-country')).status).toBe(200);
  });

  it('gives out the last months as of now, whenever it is asked', async () => {
    const lately = { ...byMonth, name: 'lately', measures: { orders: 'count' } };
    expect((await rapport.as('analyst').post('/v1/projections', lately)).status).toBe(201);
    await until('/v1/projections/lately', ({ serving }) => serving === 1);
    // Months of Berlin: nothing is sold within an hour of where they end, so this is the same month while the test runs.
    const now = new Date(Date.now() - 3_600_000).toISOString();
    const { position } = await sell('LC-z', '1.00', now);
    const asked = async (query: string): Promise<any> => rapport.as('analyst').get(`/v1/projections/lately/rows?minPosition=${position}&${query}`); // prettier-ignore
    const { body } = await asked('last=2');
    expect(body.rows.map(({ orders }: any) => orders)).toEqual([1]);
    const past = new Date(now).getUTCFullYear() - 2026;
    expect((await asked(`last=${12 * (past + 1) + 12}`)).body.rows.length).toBeGreaterThanOrEqual(3);
    for (const wrong of ['last=0', 'last=3661', 'last=x', 'last=2&from=2026-01']) {
      expect([wrong, (await asked(wrong)).status]).toEqual([wrong, 400]);
    }
    expect((await rapport.as('analyst').delete('/v1/projections/lately')).status).toBe(200);
  });

  it('is a line over every day, with figures over several days where nothing happened', async () => {
    const rolling = {
      ...{
        name: 'rolling',
        events: { types: ['PurchaseMade'], to: '2026-02-10T12:00:00Z' },
        by: [{ day: 'Europe/Berlin' }],
      },
      measures: {
        orders: 'count',
        three: { count: 'events', lastDays: 3 },
        buyers: { distinct: 'customer', lastDays: 2 },
      },
    };
    const kept = {
      ...rolling,
      name: 'rolling-places',
      measures: { orders: 'count', three: { count: 'events', lastDays: 3 } },
    };
    for (const one of [rolling, kept]) {
      expect((await rapport.as('analyst').post('/v1/projections', one)).status).toBe(201);
      await until(`/v1/projections/${one.name}`, ({ serving }) => serving === 1);
      const get = async (query: string): Promise<any> => (await rapport.as('analyst').get(`/v1/projections/${one.name}/rows?${query}`)).body; // prettier-ignore
      expect((await get('')).rows.map(({ day }: any) => day)).toEqual(['2026-01-31', '2026-02-01', '2026-02-10']);
      const { x, series } = await get('format=series');
      expect([x.values[0], x.values.length, x.values.at(-1)]).toEqual(['2026-01-31', 13, '2026-02-12']);
      const line = (measure: string): unknown => series.find((found: any) => found.measure === measure)?.values;
      expect(line('orders')).toEqual([1, 1, ...Array<null>(8).fill(null), 1, null, null]);
      expect(line('three')).toEqual([1, 2, 2, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
      if (one === rolling) expect(line('buyers')).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0]);
      const lately = await get('format=series&last=5');
      expect([lately.x.values.length, lately.series]).toEqual([5, []]);
      expect((await rapport.as('analyst').delete(`/v1/projections/${one.name}`)).status).toBe(200);
    }
  });

  it('is described anew while the version before serves, and dropped with all versions', async () => {
    const again = { ...byMonth, measures: { orders: 'count' } };
    expect((await rapport.as('analyst').post('/v1/projections', again)).body.version).toBe(2);
    await until(rows, ({ version }) => version === 2);
    expect((await rapport.as('analyst').get(rows)).body.rows[1]).toEqual({
      month: '2026-02',
      channel: 'store',
      orders: 3,
    });
    expect((await rapport.as('agent').delete('/v1/projections/turnover-by-month')).status).toBe(403);
    expect((await rapport.as('analyst').delete('/v1/projections/turnover-by-month')).status).toBe(200);
    await until(rows, ({ status }) => status === 404);
    expect((await rapport.as('analyst').delete('/v1/projections/turnover-by-month')).status).toBe(404);
  });
});
