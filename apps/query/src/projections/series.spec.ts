import { seriesOf } from './series';
import { tableOf } from './table-of';

const months = {
  part: 'month',
  next: (name: string) => {
    const [year, month] = name.split('-').map(Number) as [number, number];
    return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  },
};
const rows = [
  { month: '2026-01', queue: 'a', calls: 2, revenue: { EUR: '1.00' } },
  { month: '2026-02', queue: 'a', calls: 3, revenue: {} },
  { month: '2026-02', queue: 'b', calls: 1, revenue: { EUR: '2.00', USD: '9.00' } },
];

it('lays rows out as lines, with nothing where there was nothing, money by currency', () => {
  expect(seriesOf(rows, months, ['month', 'queue'], ['calls', 'revenue'])).toEqual({
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

it('has a place for every stretch between, and for those that were asked for', () => {
  const some = [
    { month: '2025-11', calls: 2 },
    { month: '2026-02', calls: 3 },
  ];
  expect(seriesOf(some, months, ['month'], ['calls'])).toEqual({
    x: { part: 'month', values: ['2025-11', '2025-12', '2026-01', '2026-02'] },
    series: [{ measure: 'calls', by: {}, values: [2, null, null, 3] }],
  });
  const asked = { ...months, asked: ['2025-10', '2026-03'] as const };
  expect(seriesOf(some, asked, ['month'], ['calls']).series[0]!.values).toEqual([null, 2, null, null, 3, null]);
  expect(seriesOf([], asked, ['month'], ['calls'])).toEqual({
    x: { part: 'month', values: ['2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03'] },
    series: [],
  });
  expect(seriesOf([], months, ['month'], ['calls'])).toEqual({ x: { part: 'month', values: [] }, series: [] });
});

it('shows figures over several days also where a day has nothing of its own, and what they are where nothing is in their days', () => {
  const some = [
    { month: '2026-01', calls: 2, active: 2, revenue: { EUR: '1.00' } },
    { month: '2026-02', active: 2, revenue: { EUR: '1.00' } },
    { month: '2026-05', calls: 1, active: 1, revenue: {} },
  ];
  expect(seriesOf(some, months, ['month'], ['active', 'calls', 'revenue'], { active: 0, revenue: {} }).series).toEqual([
    { measure: 'active', by: {}, values: [2, 2, 0, 0, 1] },
    { measure: 'calls', by: {}, values: [2, null, null, null, 1] },
    { measure: 'revenue', by: {}, currency: 'EUR', values: ['1.00', '1.00', null, null, null] },
  ]);
});

it('gives only what has rows where a chart would be too large', () => {
  const far = [
    { month: '0001-01', calls: 2 },
    { month: '9999-12', calls: 3 },
  ];
  const wide = Array.from({ length: 10 }, (_, queue) => far.map((row) => ({ ...row, queue }))).flat();
  expect(seriesOf(wide, months, ['month', 'queue'], ['calls']).x.values).toEqual(['0001-01', '9999-12']);
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
  expect(tableOf([rows[1]!], ['month'], ['revenue'])).toEqual({ columns: ['month', 'revenue'], lines: [['2026-02', null]] }); // prettier-ignore
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
  expect(seriesOf(walked, months, ['month'], ['journey']).series).toEqual([
    { measure: 'journey', by: {}, figure: 'looked', values: [9, 7] },
    { measure: 'journey', by: {}, figure: 'asked', values: [3, 0] },
  ]);
});
