import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { type CustomerProjection, type EntryProjection, replay } from '@rapport/fold';
import { corrected, fact, handleNamed, retracted } from '@rapport/fold/given';
import { compile, type Compiled } from './compile';
import type { CustomerGroups, PlaceRow } from './fold';
import type { Group } from './group';

/** For specs: what a definition becomes. @throws Error with its faults */
export const compiled = (definition: object): Compiled => {
  const compilation = compile({ name: 'x', ...definition });
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.faults));
  return compilation.compiled;
};

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

/** Purchases of three customers, some of them retracted, corrected, or moved to another time. */
export const stories = fc.array(told, { maxLength: 14 });
/** An order in which to shuffle. */
export const orders = fc.array(fc.nat(100), { minLength: 1, maxLength: 30 });

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1) + hour * 3_000_000).toISOString();

/** The events of one purchase. */
export const factsOf = (one: Told): Fact[] => {
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

/** The rows of a definition that is kept by place. */
export const entryRows = (of: Compiled, facts: readonly Fact[]): readonly object[] => {
  const rows = replay(of.projection(1) as EntryProjection<PlaceRow>, facts);
  return shown(of, [...rows.values()].map(({ place, state }) => [place, state] as const)); // prettier-ignore
};

/** Every customer's own row, then all merged, as readers do. */
export const mergedRows = (of: Compiled, facts: readonly Fact[]): readonly object[] => {
  const projection = of.projection(1) as CustomerProjection<CustomerGroups>;
  const all = new Map<string, Group>();
  for (const handle of new Set(facts.map((one) => one.handle))) {
    const own = replay(projection, facts.filter((one) => one.handle === handle)); // prettier-ignore
    for (const [place, group] of Object.entries(own.groups)) {
      all.set(place, all.has(place) ? of.grouping.merge(all.get(place)!, group) : group);
    }
  }
  return shown(of, all);
};

/** The log in another order, as positions tell it. */
export const shuffled = (facts: readonly Fact[], order: readonly number[]): Fact[] =>
  facts
    .map((one, nth) => [order[nth % order.length]! + nth / 1e6, one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one], nth) => ({ ...one, position: `00000000-${String(nth + 1).padStart(19, '0')}` }));
