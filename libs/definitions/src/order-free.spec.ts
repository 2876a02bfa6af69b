import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { type CustomerProjection, effectiveFacts, type EntryProjection, replay } from '@rapport/fold';
import { corrected, fact, handleNamed, retracted } from '@rapport/fold/given';
import { compile, type Compiled } from './compile';
import type { CustomerGroups, PlaceRow } from './fold';
import type { Group } from './group';

const MEASURES = {
  orders: 'count',
  large: { count: 'events', where: { field: 'amount', atLeast: '50' } },
  revenue: { sum: 'amount' },
  mean: { avg: 'pointsEarned' },
  median: { quantile: 'amount', at: 0.5 },
} as const;
const MORE = {
  ...{
    least: { min: 'amount' },
    most: { max: 'pointsEarned' },
    first: { first: 'orderId' },
    last: { last: 'orderId' },
  },
  ...{ payments: { distinct: 'payment' }, top: { top: 'payment' }, buyers: { distinct: 'customer' } },
};

const compiled = (measures: object): Compiled => {
  const definition = { name: 'x', events: { types: ['PurchaseMade'] }, by: [{ week: 'Asia/Kathmandu' }, 'channel'], measures }; // prettier-ignore
  const compilation = compile(definition);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  return compilation.compiled;
};
const entries = compiled(MEASURES);
const perCustomer = compiled({ ...MEASURES, ...MORE });

const told = fc.record({
  customer: fc.constantFrom('a', 'b', 'c'),
  hour: fc.nat(400),
  channel: fc.constantFrom('web', 'store'),
  currency: fc.constantFrom('EUR', 'USD'),
  cents: fc.integer({ min: -20_000, max: 20_000 }),
  points: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
  payment: fc.option(fc.constantFrom('card', 'cash', 'constructor'), { nil: undefined }),
  then: fc.array(fc.constantFrom('retracted', 'dearer', 'later'), { maxLength: 2 }),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1) + hour * 3_000_000).toISOString();
const factsOf = (one: Told): Fact[] => {
  const { customer, hour, channel, currency, cents, points, payment, then } = one;
  const data = { orderId: `${customer}${hour}`, currency, amount: (cents / 100).toFixed(2), ...(points !== undefined && { pointsEarned: points }), ...(payment && { payment }) }; // prettier-ignore
  const first = fact('PurchaseMade', data, { channel, occurredAt: at(hour), handle: handleNamed(customer) }) as Fact;
  const changes = then.map((kind) => {
    if (kind === 'retracted') return retracted(first);
    if (kind === 'later') return corrected(first, { occurredAt: at(hour + 300) });
    return corrected(first, { data: { ...data, amount: ((cents + 7_001) / 100).toFixed(2) } });
  });
  return [first, ...changes];
};

const shown = ({ grouping }: Compiled, groups: Iterable<readonly [string, Group]>): readonly object[] =>
  [...groups].filter(([, [n]]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, group]) => grouping.show(place, group)); // prettier-ignore

const entryRows = (facts: readonly Fact[]): readonly object[] => {
  const rows = replay(entries.projection(1) as EntryProjection<PlaceRow>, facts);
  return shown(entries, [...rows.values()].map(({ place, state }) => [place, state] as const)); // prettier-ignore
};

/** Every customer's own row, then all merged, as readers do. */
const mergedRows = (facts: readonly Fact[]): readonly object[] => {
  const projection = perCustomer.projection(1) as CustomerProjection<CustomerGroups>;
  const all = new Map<string, Group>();
  for (const handle of new Set(facts.map((one) => one.handle))) {
    const own = replay(projection, facts.filter((one) => one.handle === handle)); // prettier-ignore
    for (const [place, group] of Object.entries(own.groups)) {
      all.set(place, all.has(place) ? perCustomer.grouping.merge(all.get(place)!, group) : group);
    }
  }
  return shown(perCustomer, all);
};

/** The log in another order, as positions tell it. */
const shuffled = (facts: readonly Fact[], order: readonly number[]): Fact[] =>
  facts
    .map((one, nth) => [order[nth % order.length]! + nth / 1e6, one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one], nth) => ({ ...one, position: `00000000-${String(nth + 1).padStart(19, '0')}` }));

describe('a defined projection', () => {
  const stories = fc.array(told, { maxLength: 14 });
  const orders = fc.array(fc.nat(100), { minLength: 1, maxLength: 30 });

  it('shows the same in whatever order the same events come, and what they amount to', () => {
    fc.assert(
      fc.property(stories, orders, (story, order) => {
        const facts = story.flatMap(factsOf);
        expect(entryRows(shuffled(facts, order))).toEqual(entryRows(effectiveFacts(facts)));
        expect(mergedRows(shuffled(facts, order))).toEqual(mergedRows(facts));
      }),
    );
  });

  it('shows per place what it shows merged of customers, for the measures that both have', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const facts = story.flatMap(factsOf);
        const merged = mergedRows(facts).map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !(name in MORE)))); // prettier-ignore
        expect(merged).toEqual(entryRows(facts));
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
        const rows = mergedRows(facts) as readonly Record<string, unknown>[];
        expect(rows.map(({ median: _, mean: __, week: ___, channel: ____, ...row }) => row)).toEqual(expected);
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
