import { asReport, inPlace, listLine, type ReplayAnswer } from './replay-text';

const replay: ReplayAnswer = {
  ...{ id: 'r1', projection: 'sold', version: 2, state: 'ready', phase: null, wish: null, attempts: 1 },
  ...{ events: 10, total: 10, eventsPerSecond: null, etaSeconds: null, rows: 3, comparison: null, aggregates: null },
  ...{ fault: null, askedAt: '2026-11-20T10:00:00.000Z', keptUntil: null, by: null },
};
const sums = (sum: string | null, count = 3) => ({ count, nulls: 0, sum, min: '1', max: '2' });

describe('the report of a replay', () => {
  it('says that nothing was there to compare with', () => {
    expect(asReport(replay)).toMatch(/not compared[\s\S]*rapport replay promote r1/);
    expect(asReport(replay)).not.toContain('add up');
  });

  it('shows what fields add up to before and after, those that differ', () => {
    const fields = [
      { field: 'revenue EUR', same: false, before: sums('10'), after: sums('12.5') },
      { field: 'extra', same: false, before: null, after: sums('4', 2) },
      { field: 'orders', same: true, before: sums('3'), after: sums('3') },
    ];
    const text = asReport({ ...replay, aggregates: { before: { version: 1, rows: 3 }, after: { version: 2, rows: 4 }, fields } }); // prettier-ignore
    expect(text).toContain('2 of 3 numeric fields add up otherwise (v1 serves with 3 rows, v2 has 4)');
    expect(text).toMatch(/revenue EUR +3 +0 +10 -> 12.5 +1 +2/);
    expect(text).toMatch(/extra +none -> 2 +none -> 0 +none -> 4/);
    expect(text).not.toMatch(/^orders/m);
  });

  it('says so when all add up to the same', () => {
    const fields = [{ field: 'orders', same: true, before: sums('3'), after: sums('3') }];
    const sides = { before: { version: 2, rows: 3 }, after: { version: 2, rows: 3 } };
    expect(asReport({ ...replay, aggregates: { ...sides, fields } })).toContain(
      'all 1 numeric fields add up to the same',
    );
  });
});

it('shows several on a terminal in the same place, again and again, none of them broken into two lines', () => {
  expect(inPlace(['one', 'two'], false, 80)).toBe('\r\u001b[2Kone\n\r\u001b[2Ktwo\n');
  expect(inPlace(['longer', 'two'], true, 5)).toBe('\u001b[2A\r\u001b[2Klong\n\r\u001b[2Ktwo\n');
});

it('is listed with who asked for it', () => {
  expect(listLine({ ...replay, by: 'k1' }).at(-1)).toBe('k1');
  expect(listLine(replay).at(-1)).toBe('the projector');
});
