import fc from 'fast-check';
import { canonicalJson, type EventType, type Fact } from '@rapport/events';
import { evolve, replay } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { LEDGER_MAX } from '../order-ledger';
import { valueAsOf } from './as-of';
import { DAYS_MAX } from './day-book';
import { type Value, valueIn } from './fold';

const value = valueIn('Asia/Kathmandu');
const START = Date.UTC(2026, 0, 1, 5);
const at = (hour: number): string => new Date(START + hour * 3_600_000).toISOString();
const fold = (facts: readonly Fact[], from = value.initial()): Value =>
  facts.reduce<Value>((row, one) => evolve(value, row, one), from);
/** As the database gives a row back. */
const stored = (row: Value): Value => JSON.parse(canonicalJson(row)) as Value;

const maybe = <T>(it: fc.Arbitrary<T>) => fc.option(it, { nil: undefined });
const orderId = fc.constantFrom('1', '2', '3');
const currency = fc.constantFrom('EUR', 'JPY');
const amount = fc.constantFrom('10.00', '0.1', '25', '7.125');
const lines = fc.constantFrom(
  [{ sku: 'a', quantity: 1, amount: '5', cost: '3.5' }],
  [{ sku: 'b', quantity: 1, amount: '2' }],
);
const kinds: Readonly<Record<string, fc.Arbitrary<object>>> = {
  PurchaseMade: fc.record({ orderId, currency, amount, cost: maybe(amount), lines: maybe(lines) }),
  ItemReturned: fc.record({ orderId: maybe(orderId), currency, amount, lines: maybe(lines) }),
  OrderCancelled: fc.record({ orderId, currency: maybe(currency), amount: maybe(amount) }),
};
const said = fc
  .constantFrom(...Object.keys(kinds))
  .chain((type) => fc.record({ type: fc.constant(type), data: kinds[type]!, hour: fc.nat(24 * 40) }));
const story = fc.array(said, { maxLength: 25 }).map((all) =>
  all.map(({ type, data, hour }, nth): Fact => {
    const plain = JSON.parse(JSON.stringify(data)) as object;
    return fact(type as EventType, plain, { id: `v${nth}`, occurredAt: at(hour) }) as Fact;
  }),
);

describe('value in any order', () => {
  it('ends in the same row, also when rows go to the database in between', () => {
    const cases = story.chain((facts) =>
      fc.record({ facts: fc.constant(facts), order: fc.shuffledSubarray(facts, { minLength: facts.length }) }),
    );
    fc.assert(
      fc.property(cases, ({ facts, order }) => {
        const expected = replay(value, facts);
        expect(stored(fold(order))).toEqual(stored(expected));
        expect(order.reduce((row, one) => stored(evolve(value, row, one)), value.initial())).toEqual(stored(expected));
      }),
      { numRuns: 300 },
    );
  });

  it('has sums as of any day as if later events had not happened', () => {
    fc.assert(
      fc.property(story, fc.nat(41), (facts, nth) => {
        const asOf = at(nth * 24).slice(0, 10);
        const until = facts.filter(
          ({ occurredAt }) => Date.parse(occurredAt) + 5.75 * 3_600_000 < Date.parse(asOf) + 86_400_000,
        );
        expect(valueAsOf(fold(facts), asOf)).toEqual(
          valueAsOf(fold(until), '2026-12-31') && {
            ...valueAsOf(fold(until), '2026-12-31'),
            T: expect.any(Number),
          },
        );
      }),
      { numRuns: 300 },
    );
  });

  it('shares no part between two rows that are folded in place', () => {
    fc.assert(
      fc.property(story, story, (one, other) => {
        const row = replay(value, one);
        const before = canonicalJson(row);
        replay(value, [...one, ...other]);
        expect(canonicalJson(row)).toBe(before);
        expect(canonicalJson(replay(value, one))).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it('changes no row in place that is not its own', () => {
    const deepFreeze = <T>(it: T): T => {
      if (typeof it === 'object' && it !== null) Object.values(Object.freeze(it)).forEach(deepFreeze);
      return it;
    };
    fc.assert(
      fc.property(story, (facts) => {
        facts.reduce((row, one) => deepFreeze(evolve(value, row, one)), deepFreeze(value.initial()));
      }),
      { numRuns: 30 },
    );
  });
});

describe('value of a heavy customer', () => {
  const days = DAYS_MAX + 60;
  const heavy = Array.from({ length: days * 2 }, (_, n): Fact => {
    const of = { id: `h${n}`, occurredAt: at(n * 12) };
    if (n % 10 === 9) return fact('OrderCancelled', { orderId: `o${n - 3}` }, of) as Fact;
    return fact('PurchaseMade', { orderId: `o${n}`, currency: 'EUR', amount: `${n}.90` }, of) as Fact;
  });

  it('stays below 64 KB, keeps every purchase day, and says where sums are not exact', () => {
    expect(heavy.length).toBeGreaterThan(LEDGER_MAX);
    const row = fold(heavy);
    expect(canonicalJson(row).length).toBeLessThan(64 * 1024);
    expect(row.ordersExact).toBe(false);
    expect(Object.keys(row.book.days)).toHaveLength(DAYS_MAX);
    expect(valueAsOf(row, at(days * 24).slice(0, 10))).toMatchObject({
      x: days - 1,
      gaps: { median: 1 },
      sumsExact: true,
    });
    expect(valueAsOf(row, '2026-01-10')).toMatchObject({ x: 9, sumsExact: false, sums: {} });
    expect(valueAsOf(row, '2026-01-31')).toMatchObject({ sumsExact: true, sums: { EUR: { sales: 56 } } });
  });

  it('ends in the same row in any order', () => {
    const expected = fold(heavy);
    expect(replay(value, heavy)).toEqual(expected);
    fc.assert(
      fc.property(fc.shuffledSubarray(heavy, { minLength: heavy.length }), (order) => {
        expect(fold(order)).toEqual(expected);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
