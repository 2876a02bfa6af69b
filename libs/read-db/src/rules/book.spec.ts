import fc from 'fast-check';
import { movementsOf } from './book';
import { evidenceOf, figuresOf, unconvertedIn, type Counting } from './figures';
import { fromMicros, Rates, toMicros } from './money';
import type { SaleRow } from './sale-rows';

const at = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();
let next = 0;
const row = (kind: SaleRow['kind'], day: number, amount: string | null, more: Partial<SaleRow> = {}): SaleRow => ({
  ...{
    eventId: `e${next++}`,
    handle: 'h',
    occurredAt: at(day),
    kind,
    orderId: 'o',
    currency: 'EUR',
    amount,
    cost: null,
    category: null,
    channel: 'store',
  },
  ...more,
});
const rates = new Rates([
  { from: 'USD', to: 'EUR', occurredAt: at(1), rate: '0.5' },
  { from: 'USD', to: 'EUR', occurredAt: at(10), rate: '0.25' },
  { from: 'EUR', to: 'GBP', occurredAt: at(1), rate: '0.8' },
]);
const figures = (rows: readonly SaleRow[], day: number, more: Partial<Counting> = {}) => {
  const counting = {
    from: -Infinity,
    to: Date.UTC(2026, 0, day),
    basis: 'net',
    currency: 'EUR',
    rates,
    ...more,
  } as const;
  const { value, first, ...rest } = figuresOf(
    movementsOf(rows, (ms) => Math.floor(ms / 86_400_000)),
    counting,
  );
  return { ...rest, value: fromMicros(value), firstSaleAt: first?.occurredAt ?? null };
};

describe('a customer’s book', () => {
  it('takes an order out from the moment that it is called off, also when the cancellation came first', () => {
    const rows = [row('sale', 1, '100.00'), row('return', 2, '20.00'), row('cancel', 5, null)];
    expect(figures(rows, 3)).toMatchObject({ value: '80.00', sales: 1, firstSaleAt: at(1) });
    expect(figures(rows, 5)).toMatchObject({ value: '80.00', sales: 1 });
    expect(figures(rows, 6)).toMatchObject({ value: '0.00', sales: 0, firstSaleAt: null });
    expect(figures([row('cancel', 1, null), row('sale', 2, '100.00')], 9)).toMatchObject({ value: '0.00', sales: 0 });
  });

  it('takes partial cancellations for returns, of at most what is left, and all of it for the whole', () => {
    const part = [row('sale', 1, '100.00'), row('cancel', 2, '30.00', { currency: null })];
    expect(figures(part, 9)).toMatchObject({ value: '70.00', sales: 1 });
    expect(figures(part, 9, { basis: 'gross' })).toMatchObject({ value: '100.00', sales: 1 });
    const rest = [...part, row('return', 3, '60.00'), row('cancel', 4, '50.00')];
    expect(figures(rest, 9)).toMatchObject({ value: '0.00', sales: 1 });
    expect(figures([...part, row('cancel', 4, '70.00')], 9)).toMatchObject({ value: '0.00', sales: 0 });
  });

  it('limits a partial cancellation by what was left at the close, whatever came back or was bought later', () => {
    const rows = [row('sale', 1, '100.00'), row('cancel', 2, '50.00'), row('return', 5, '80.00')];
    expect(figures(rows, 3)).toMatchObject({ value: '50.00' });
    expect(figures(rows, 6)).toMatchObject({ value: '0.00', sales: 1 });
    const early = [row('cancel', 1, '30.00', { currency: null }), row('sale', 4, '100.00')];
    expect(figures(early, 3)).toMatchObject({ value: '0.00', sales: 0 });
    expect(figures(early, 5)).toMatchObject({ value: '70.00', sales: 1 });
  });

  it('leaves out of a margin what nobody knows the cost of', () => {
    const rows = [row('sale', 1, '100.00', { orderId: 'a', cost: '60.00' }), row('sale', 1, '50.00', { orderId: 'b' })];
    expect(figures(rows, 9, { basis: 'margin' })).toMatchObject({ value: '40.00', sales: 2, uncosted: 1 });
  });

  it('converts at the rate of the moment, by the inverse where there is no other, or not at all', () => {
    const of = (currency: string, day: number) => figures([row('sale', day, '10.00', { currency })], 20);
    expect(of('USD', 9).value).toBe('5.00');
    expect(of('USD', 10).value).toBe('2.50');
    expect(of('GBP', 9).value).toBe('12.50');
    // Whoever bought has bought, whatever it was worth to us.
    expect(of('CNY', 9)).toMatchObject({ value: '0.00', unconverted: 1, sales: 1, firstSaleAt: at(9) });
    expect(of('USD', 0)).toMatchObject({ unconverted: 1 });
  });

  it('is not without what came back where only sales count', () => {
    const rows = [row('sale', 1, '100.00'), row('return', 2, '10.00', { currency: 'CNY' })];
    expect(figures(rows, 9)).toMatchObject({ value: '100.00', unconverted: 1 });
    expect(figures(rows, 9, { basis: 'gross' })).toMatchObject({ value: '100.00', unconverted: 0 });
    const movements = movementsOf(rows, () => 0);
    const counting = { from: -Infinity, to: Date.UTC(2026, 0, 9), currency: 'EUR', rates } as const;
    expect(unconvertedIn(movements, { ...counting, basis: 'net' })).toBe(1);
    expect(unconvertedIn(movements, { ...counting, basis: 'gross' })).toBe(0);
  });

  it('counts in the window and remembers the first sale ever', () => {
    const rows = [row('sale', 1, '1.00', { orderId: 'a' }), row('sale', 5, '2.00', { orderId: 'b' })];
    const window = { from: Date.UTC(2026, 0, 2) };
    expect(figures(rows, 9, window)).toMatchObject({ value: '2.00', sales: 1, firstSaleAt: at(1) });
    const movements = movementsOf(rows, () => 0);
    expect(evidenceOf(movements, { from: -Infinity, to: Date.UTC(2026, 0, 9) }, 1)).toEqual({
      ...{ events: [rows[1]!.eventId], count: 2 },
    });
  });

  it('counts an order that came in several sales once, and knows the last day in the window', () => {
    const rows = [1, 3, 5].map((day) => row('sale', day, '1.00', { orderId: day === 3 ? 'b' : 'a' }));
    const dayOf = (day: number): number => Date.parse(at(day)) / 86_400_000;
    expect(figures(rows, 9)).toMatchObject({ sales: 3, orders: 2, lastDay: dayOf(5) });
    expect(figures(rows, 5)).toMatchObject({ sales: 2, orders: 2, lastDay: dayOf(3) });
    expect(figures(rows, 9, { from: Date.parse(at(5)) })).toMatchObject({ sales: 1, orders: 1 });
    expect(figures(rows, 9, { from: Date.parse(at(6)) })).toMatchObject({ sales: 0, orders: 0, lastDay: null });
    const off = [...rows, row('cancel', 6, null, { orderId: 'a' })];
    expect(figures(off, 9)).toMatchObject({ sales: 1, orders: 1, lastDay: dayOf(3) });
  });

  it('comes out the same in any order of rows', () => {
    const some = fc.array(
      fc.record({
        kind: fc.constantFrom('sale', 'return', 'cancel'),
        day: fc.integer({ min: 1, max: 9 }),
        cents: fc.integer({ min: 1, max: 999 }),
        orderId: fc.constantFrom('a', 'b'),
        whole: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 12 }), fc.func(fc.integer()), (given, day, key) => {
        const rows = given.map(({ kind, day: on, cents, orderId, whole }, n) => ({
          ...row(kind as SaleRow['kind'], on, kind === 'cancel' && whole ? null : `${(cents / 100).toFixed(2)}`),
          ...{ orderId, eventId: `p${n}` },
        }));
        const mixed = [...rows].sort((a, b) => key(a.eventId) - key(b.eventId));
        expect(figures(mixed, day)).toEqual(figures(rows, day));
        // No close sees what comes after it.
        const until = rows.filter(({ occurredAt }) => occurredAt < at(day));
        expect(figures(until, day)).toEqual(figures(rows, day));
        expect(toMicros(figures(rows, day, { basis: 'gross' }).value) >= toMicros(figures(rows, day).value)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('millionths', () => {
  it.each([
    ['0.001', '0.001'],
    ['-12.5', '-12.50'],
    ['7', '7.00'],
    ['1.0000005', '1.00'],
    ['1.0000015', '1.000002'],
    ['-0.0000015', '-0.000002'],
    ['9007199254740993.01', '9007199254740993.01'],
  ])('%s is %s', (given, shown) => expect(fromMicros(toMicros(given))).toBe(shown));
});
