import fc from 'fast-check';
import { Tally } from './tally';

const tallied = (rows: readonly object[], measures: readonly string[]) => {
  const tally = new Tally();
  for (const row of rows) tally.add(row as Record<string, unknown>, measures);
  return tally;
};

describe('what figures of rows add up to', () => {
  it('is exact, whatever the order, and knows how many there are', () => {
    const cents = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(cents, (all) => {
        const rows = all.map((one) => ({ revenue: { EUR: (one / 100).toFixed(2) } }));
        const { count, sum, min, max } = tallied(rows, ['revenue']).all.get('revenue EUR')!;
        expect(count).toBe(all.length);
        const inCents = (text: string | null): number => Math.round(Number(text) * 100);
        expect([sum, min, max].map(inCents)).toEqual([all.reduce((one, other) => one + other), Math.min(...all), Math.max(...all)]); // prettier-ignore
        expect(tallied(rows.toReversed(), ['revenue']).all).toEqual(tallied(rows, ['revenue']).all);
      }),
    );
  });

  it('adds what floats cannot, and counts what is not there', () => {
    const rows = [{ a: 0.1, b: 'x' }, { a: 0.2, b: null }, { a: null, b: [1] }, { a: 1e-7 }];
    const { all, rows: number } = tallied(rows, ['a', 'b']);
    expect(number).toBe(4);
    expect(all.get('a')).toEqual({ count: 3, nulls: 1, sum: '0.3000001', min: '0.0000001', max: '0.2' });
    // Texts and lists are no numbers.
    expect(all.get('b')).toEqual({ count: 0, nulls: 1, sum: null, min: null, max: null });
  });
});
