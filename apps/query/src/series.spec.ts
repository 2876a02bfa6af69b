import { seriesOf, tableOf } from './series';

const rows = [
  { month: '2026-01', queue: 'a', calls: 2, revenue: { EUR: '1.00' } },
  { month: '2026-02', queue: 'a', calls: 3, revenue: {} },
  { month: '2026-02', queue: 'b', calls: 1, revenue: { EUR: '2.00', USD: '9.00' } },
];

it('lays rows out as lines, with nothing where there was nothing, money by currency', () => {
  expect(seriesOf(rows, 'month', ['month', 'queue'], ['calls', 'revenue'])).toEqual({
    x: { part: 'month', values: ['2026-01', '2026-02'] },
    series: [
      { measure: 'calls', by: { queue: 'a' }, values: [2, 3] },
      { measure: 'revenue', by: { queue: 'a' }, currency: 'EUR', values: ['1.00', null] },
      { measure: 'calls', by: { queue: 'b' }, values: [null, 1] },
      { measure: 'revenue', by: { queue: 'b' }, currency: 'EUR', values: [null, '2.00'] },
      { measure: 'revenue', by: { queue: 'b' }, currency: 'USD', values: [null, '9.00'] },
    ],
  });
});

it('gives money a column for each currency', () => {
  expect(tableOf(rows, ['month', 'queue'], ['calls', 'revenue'])).toEqual({
    columns: ['month', 'queue', 'calls', 'revenue EUR', 'revenue USD'],
    lines: [
      ['2026-01', 'a', 2, '1.00', undefined],
      ['2026-02', 'a', 3, undefined, undefined],
      ['2026-02', 'b', 1, '2.00', '9.00'],
    ],
  });
  expect(tableOf([], ['month'], ['calls'])).toEqual({ columns: ['month', 'calls'], lines: [] });
});

it('gives steps of a funnel a column and a line each, in their order', () => {
  const walked = [
    { month: '2026-01', journey: { looked: 9, asked: 3 } },
    { month: '2026-02', journey: { looked: 7, asked: 0 } },
  ];
  expect(tableOf(walked, ['month'], ['journey'])).toEqual({
    columns: ['month', 'journey looked', 'journey asked'],
    lines: [
      ['2026-01', 9, 3],
      ['2026-02', 7, 0],
    ],
  });
  expect(seriesOf(walked, 'month', ['month'], ['journey']).series).toEqual([
    { measure: 'journey', by: {}, figure: 'looked', values: [9, 7] },
    { measure: 'journey', by: {}, figure: 'asked', values: [3, 0] },
  ]);
});
