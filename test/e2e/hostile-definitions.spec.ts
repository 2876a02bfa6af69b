import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const PATHS = ['/v1/projections/preview', '/v1/projections'];
const BOUGHT = { types: ['PurchaseMade'] };
const sound = (name: string, more: object = {}): object => ({
  name,
  events: BOUGHT,
  measures: { n: 'count' },
  ...more,
});
const asking = (where: unknown): string => JSON.stringify({ ...sound('x'), events: { ...BOUGHT, where } });
const nested = (depth: number): string => asking(0).replace(':0', `:${'{"not":'.repeat(depth)}{"field":"channel","is":"web"}${'}'.repeat(depth)}`); // prettier-ignore
const wide = (levels: number, is: string): unknown => levels === 0 ? { field: 'type', is } : { all: Array.from({ length: 50 }, () => wide(levels - 1, is)) }; // prettier-ignore

describe('definitions that mean no good', () => {
  let rapport: Installation;
  const post = (path: string, text: string) => rapport.as('analyst').send('POST', path, text, { 'content-type': 'application/json' }); // prettier-ignore
  const rows = async (name: string, query: string): Promise<any> => rapport.as('analyst').get(`/v1/projections/${name}/rows?${query}`); // prettier-ignore
  beforeAll(async () => {
    rapport = await startInstallation();
  });
  afterAll(() => rapport.stop());

  it.each<[string, string, string]>([
    ['nested without end', nested(50_000), 'nested more than 20 levels deep'],
    ['nested somewhat', nested(30), 'nested more than 20 levels deep'],
    ['too large', asking(wide(3, 'PurchaseMade')), 'larger than 256 KB'],
    ['of a huge text', asking({ field: 'payment', is: 'x'.repeat(900_000) }), 'larger than 256 KB'],
    ['of half a character', asking({ field: 'payment', is: '\ud800' }), 'that no database keeps'],
    ['titled with nothing', JSON.stringify(sound('x', { title: 'a\0b' })), 'that no database keeps'],
    ['beyond all numbers', asking({ field: 'pointsEarned', is: 0 }).replace('"is":0', '"is":1e999'), 'out of range'],
  ])('are refused when they are %s', async (_, text, message) => {
    for (const path of PATHS) {
      const { status, body } = await post(path, text);
      expect([path, status, body.faults]).toEqual([path, 422, [{ at: '', message: expect.stringContaining(message) }]]);
    }
    const figure = await post('/v1/figures', `{"name":"Figure","definition":${text}}`);
    expect([figure.status, figure.body.faults]).toEqual([422, [{ at: '/definition', message: expect.stringContaining(message) }]]); // prettier-ignore
  });

  it('are told a hundred faults, and how many more there are', async () => {
    const { status, body } = await post(PATHS[0]!, asking(wide(2, 'Nothing')));
    expect([status, body.faults.length, body.faults.at(-1)]).toEqual([422, 101, { at: '', message: 'has 2400 more faults' }]); // prettier-ignore
  });

  it('have ratios that would be null in every row', async () => {
    const measures = { n: 'count', paid: { sum: 'amount' }, x: { ratio: { of: 'n', to: 'paid' } } };
    for (const path of PATHS) {
      const { status, body } = await post(path, JSON.stringify(sound('x', { measures })));
      expect([status, body.faults.map(({ at }: any) => at)]).toEqual([422, ['/measures/x/ratio/to']]);
    }
  });

  it('count every event no more often than a rebuild can bear', async () => {
    const measures = Object.fromEntries(Array.from({ length: 30 }, (_, nth) => [`m${nth}`, { top: 'orderId', lastDays: 92 }])); // prettier-ignore
    for (const path of PATHS) {
      const { status, body } = await post(path, JSON.stringify(sound('x', { by: [{ day: 'UTC' }], measures })));
      expect([status, body.faults]).toEqual([422, [{ at: '/measures/m0/lastDays', message: expect.stringContaining('count every event 2760 times; 400 at most') }]]); // prettier-ignore
    }
  });

  it('do no harm by names that all objects seem to have', async () => {
    const by = [
      { field: 'payment', as: 'constructor' },
      { day: 'UTC', as: 'toString' },
    ];
    const measures = { valueOf: 'count', hasOwnProperty: { sum: 'amount', lastDays: 2 } };
    expect((await post('/v1/projections', JSON.stringify({ ...sound('names'), by, measures }))).status).toBe(201);
    const data = { orderId: 'o', currency: 'EUR', amount: '1.00', payment: 'constructor' };
    const { position } = (await rapport.as('integrator').post('/v1/interactions', purchase([card('LC-1')], { data, occurredAt: '2026-11-20T10:00:00Z' }))).body; // prettier-ignore
    for (const end = Date.now() + 30_000; (await rows('names', '')).status !== 200 && Date.now() < end;);
    const row = { constructor: 'constructor', toString: '2026-11-20', valueOf: 1, hasOwnProperty: { EUR: '1.00' } };
    for (const query of ['constructor=constructor', 'toString=2026-11-20', 'from=2026-11', 'limit=5'])
      expect([query, (await rows('names', `minPosition=${position}&${query}`)).body.rows]).toEqual([query, [row]]);
    expect((await rows('names', 'constructor=card')).body.rows).toEqual([]);
    const chart = await rows('names', 'format=series');
    expect(chart.body.series.map(({ measure, values }: any) => [measure, values[0]])).toEqual([['hasOwnProperty', '1.00'], ['valueOf', 1]]); // prettier-ignore
  });

  it('are asked for stretches as they are written: another form would leave rows out in silence', async () => {
    for (const [part, wrong, right] of [
      ['month', '2026-11-01', '2026-11'],
      ['year', '2026-01', '2026'],
      ['week', '2026-11-16T00:00:00Z', '2026-11-16'],
      ['day', '20.11.2026', '2026-11-20'],
    ] as const) {
      const definition = sound(`by-${part}`, { by: [{ [part]: 'UTC' }], measures: { n: 'count', often: { top: 'payment' } } }); // prettier-ignore
      expect((await post('/v1/projections', JSON.stringify(definition))).status).toBe(201);
      const name = `by-${part}`;
      for (const end = Date.now() + 30_000; (await rows(name, '')).status !== 200 && Date.now() < end;);
      const { status, body } = await rows(name, `from=${wrong}`);
      expect([status, body.detail]).toEqual([400, expect.stringMatching(new RegExp(`^from must be written as ${part} is: 2026`))]); // prettier-ignore
      expect((await rows(name, `from=${right}&to=2027`)).body.rows).toHaveLength(1);
      expect((await rows(name, 'format=series')).body.series[1].values).toEqual([[{ value: 'constructor', count: 1 }]]);
      const figure = await post('/v1/figures', JSON.stringify({ name: 'Figure', definition, from: wrong }));
      expect([figure.status, figure.body.faults[0].at]).toEqual([422, '/from']);
    }
  });
});
