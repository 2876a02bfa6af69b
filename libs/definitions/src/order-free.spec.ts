import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { effectiveFacts } from '@rapport/fold';
import type { Compiled } from './compile';
import { compiled, entryRows, factsOf, mergedRows, orders, shuffled, stories } from './given';

const MEASURES = {
  orders: 'count',
  large: { count: 'events', where: { field: 'amount', atLeast: '50' } },
  revenue: { sum: 'amount' },
  mean: { avg: 'pointsEarned' },
  median: { quantile: 'amount', at: 0.5 },
} as const;
const CARD = { field: 'payment', is: 'card' };
const CASH = { field: 'payment', is: 'cash' };
const DEAR = { field: 'amount', moreThan: '0' };
const MORE = {
  ...{
    least: { min: 'amount' },
    most: { max: 'pointsEarned' },
    first: { first: 'orderId' },
    last: { last: 'orderId' },
  },
  ...{ payments: { distinct: 'payment' }, top: { top: 'payment' }, buyers: { distinct: 'customer' } },
  walked: {
    funnel: [
      { step: 'card', where: CARD },
      { step: 'dear', where: DEAR },
      { step: 'cash', where: CASH },
    ],
    within: '3d',
  },
  apart: { between: { from: CARD, to: { any: [CARD, CASH] } }, within: '60h' },
};

const of = (measures: object): Compiled =>
  compiled({ events: { types: ['PurchaseMade'] }, by: [{ week: 'Asia/Kathmandu' }, 'channel'], measures });
const entries = of(MEASURES);
const perCustomer = of({ ...MEASURES, ...MORE });

describe('a defined projection', () => {
  it('shows the same in whatever order the same events come, and what they amount to', () => {
    fc.assert(
      fc.property(stories, orders, (story, order) => {
        const facts = story.flatMap(factsOf);
        expect(entryRows(entries, shuffled(facts, order))).toEqual(entryRows(entries, effectiveFacts(facts)));
        expect(mergedRows(perCustomer, shuffled(facts, order))).toEqual(mergedRows(perCustomer, facts));
      }),
    );
  });

  it('shows per place what it shows merged of customers, for the measures that both have', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const facts = story.flatMap(factsOf);
        const merged = mergedRows(perCustomer, facts).map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !(name in MORE)))); // prettier-ignore
        expect(merged).toEqual(entryRows(entries, facts));
      }),
    );
  });

  it('equals a naive evaluation', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const facts = story.flatMap(factsOf);
        const naive = new Map<string, Fact[]>();
        for (const one of effectiveFacts(facts)) {
          const local = new Date(Date.parse(one.occurredAt) + (5 * 60 + 45) * 60_000);
          const monday = new Date(local.getTime() - ((local.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10); // prettier-ignore
          const place = JSON.stringify([monday, one.channel]);
          naive.set(place, [...(naive.get(place) ?? []), one]);
        }
        const expected = [...naive].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => naiveRow(own));
        const rows = mergedRows(perCustomer, facts) as readonly Record<string, unknown>[];
        expect(
          rows.map(({ median: _, mean: __, week: ___, channel: ____, walked: _____, apart: ______, ...row }) => row),
        ).toEqual(expected);
        rows.forEach(({ median }, nth) => isMedian(median as Record<string, number>, [...naive].sort(([a], [b]) => (a < b ? -1 : 1))[nth]![1])); // prettier-ignore
      }),
    );
  });
});

const cents = ({ data }: Fact): number => Math.round(Number(data['amount']) * 100);
const euros = (sum: number): string => (sum / 100).toFixed(2);
const byCurrency = <T>(own: readonly Fact[], of: (some: readonly Fact[]) => T): Record<string, T> => {
  const names = [...new Set(own.map(({ data }) => String(data['currency'])))].sort();
  return Object.fromEntries(names.map((name) => [name, of(own.filter(({ data }) => data['currency'] === name))]));
};

const naiveRow = (own: readonly Fact[]): object => {
  const payments = own.flatMap(({ data }) => (data['payment'] === undefined ? [] : [String(data['payment'])]));
  const kinds = [...new Set(payments)].sort();
  const points = own.flatMap(({ data }) => (data['pointsEarned'] === undefined ? [] : [Number(data['pointsEarned'])]));
  const times = (kind: string): number => payments.filter((one) => one === kind).length;
  return {
    orders: own.length,
    large: own.filter((one) => cents(one) >= 5_000).length,
    revenue: byCurrency(own, (some) => euros(some.reduce((sum, one) => sum + cents(one), 0))),
    least: byCurrency(own, (some) => euros(Math.min(...some.map(cents)))),
    most: points.length > 0 ? Math.max(...points) : null,
    first: own[0]!.data['orderId'],
    last: own.at(-1)!.data['orderId'],
    payments: kinds.length,
    top: kinds.map((value) => ({ value, count: times(value) })).sort((a, b) => b.count - a.count),
    buyers: new Set(own.map(({ handle }) => handle)).size,
  };
};

/** Within 1 % of the value in the middle. */
const isMedian = (shownMedian: Record<string, number>, own: readonly Fact[]): void => {
  for (const [currency, median] of Object.entries(shownMedian)) {
    const some = own.filter(({ data }) => data['currency'] === currency).map((one) => cents(one) / 100).sort((a, b) => a - b); // prettier-ignore
    const exact = some[Math.max(1, Math.ceil(some.length / 2)) - 1]!;
    expect(Math.abs(median - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.01);
  }
};
