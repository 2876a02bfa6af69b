import { mapRows } from './given';
import { columnsOfHeader } from './row';

const spec = (when: object) => ({
  ...{ source: 'bank', channel: 'business', zone: 'UTC', skip: [{ when, reason: 'a total' }] },
  events: [{ type: 'PurchaseMade', occurredAt: '{at}', data: { amount: '{price}' } }],
});
const of = (when: object, ...rows: string[][]) => mapRows(spec(when), columnsOfHeader(['who', 'at', 'price']), rows);

describe('lines of another form than the header', () => {
  it.each([
    ['their first column', { column: 'who', is: 'Total' }],
    ['the number of their columns', { column: '@columns', is: 2 }],
    ['where they stand', { text: '{@line}', above: 1 }],
    ['several of these', { all: [{ not: { column: '@columns', is: '3' } }, { column: 'who', startsWith: 'T' }] }],
  ])('can be left out by %s', (_, when) => {
    const { skipped, faulty } = of(when, ['Total', '12.00']);
    expect({ skipped, faulty }).toEqual({ skipped: { 2: 'a total' }, faulty: {} });
  });

  it.each([
    ['columns that may have moved', { column: 'at', is: 'x' }],
    [
      'one that may have among others',
      {
        any: [
          { column: 'who', is: 'li' },
          { column: 'price', empty: true },
        ],
      },
    ],
  ])('are not left out by %s', (_, when) => {
    const { skipped, faulty } = of(when, ['li', 'x']);
    expect({ skipped, faulty }).toEqual({ skipped: {}, faulty: { 2: 'the line has 2 columns, the header 3' } });
  });

  it('are as good as any where only empty columns are too many: a delimiter ends each line', () => {
    const { events, faulty } = of({ column: 'who', is: 'Total' }, ['li', '2026-01-01', '5.00', '', ' ']);
    expect([events.length, faulty]).toEqual([1, {}]);
    expect(of({ column: 'who', is: 'Total' }, ['li', '2026-01-01', '5', '00', '']).faulty).toEqual({
      2: 'the line has 5 columns, the header 3',
    });
  });

  it('are refused as before when no skip fits', () =>
    expect(of({ column: 'who', is: 'Total' }, ['li', '2026-01-01']).faulty).toHaveProperty('2'));
});
