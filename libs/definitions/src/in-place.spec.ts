import fc from 'fast-check';
import { type CustomerProjection, evolve } from '@rapport/fold';
import { type Fact } from '@rapport/events';
import { fact } from '@rapport/fold/given';
import type { CustomerGroups } from './fold';
import { compiled, factsOf, stories } from './given';

const BOUGHT = { field: 'type', is: 'PurchaseMade' };
const steps = ['once', 'twice', 'thrice'].map((step) => ({ step, where: BOUGHT }));
const of = compiled({
  events: { types: ['PurchaseMade'] },
  by: ['channel', { day: 'UTC' }],
  measures: {
    ...{ orders: { distinct: 'orderId' }, lately: { distinct: 'payment', lastDays: 3 }, best: { top: 'payment' } },
    ...{ dear: { distinct: 'amount', where: { field: 'amount', moreThan: '10' } }, ever: { funnel: steps } },
    ...{ soon: { funnel: steps, within: '2d' }, again: { between: { from: BOUGHT, to: BOUGHT, same: 'payment' } } },
    ...{ next: { between: { from: BOUGHT, to: BOUGHT } }, paid: { sum: 'amount' }, last: { last: 'orderId' } },
  },
});
const NONE = JSON.stringify(of.grouping.none);
const projection = of.projection(1) as CustomerProjection<CustomerGroups>;
const folded = (facts: readonly Fact[], mine: boolean): CustomerGroups =>
  facts.reduce((row, one) => evolve(projection, row, one, mine), projection.initial());

describe('what is kept of a customer', () => {
  it('is the same in place, and leaves what everybody begins with as it was', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const facts = story.flatMap(factsOf).filter(({ type }) => type === 'PurchaseMade');
        fc.pre(facts.length > 0);
        expect(folded(facts, true)).toEqual(folded(facts, false));
        expect(JSON.stringify(of.grouping.none)).toBe(NONE);
      }),
    );
  });

  it('is the same when customers are put together in place', () => {
    fc.assert(
      fc.property(stories, stories, (story, other) => {
        const groupsOf = (one: typeof story): CustomerGroups['groups'] => folded(one.flatMap(factsOf).filter(({ type }) => type === 'PurchaseMade'), false).groups; // prettier-ignore
        const [ours, theirs] = [groupsOf(story), groupsOf(other)];
        for (const [place, group] of Object.entries(theirs)) {
          const before = ours[place] ?? of.grouping.none;
          const together = of.grouping.merge(before, group);
          const own = place in ours ? structuredClone(before) : before;
          expect(of.grouping.merge(own, group, true)).toEqual(together);
        }
        expect(JSON.stringify(of.grouping.none)).toBe(NONE);
      }),
    );
  });

  it('is not copied for each event, however much it is', () => {
    const facts = [1, 2].map((nth) => fact('PurchaseMade', { orderId: `o${nth}`, currency: 'EUR', amount: '1.00', payment: 'card' }, { channel: 'web' }) as Fact); // prettier-ignore
    const all = compiled({ events: {}, measures: { a: { distinct: 'orderId' }, b: { top: 'orderId' }, c: { between: { from: BOUGHT, to: BOUGHT } }, d: { funnel: steps, within: '9d' } } }); // prettier-ignore
    const one = all.projection(1) as CustomerProjection<CustomerGroups>;
    const first = evolve(one, one.initial(), facts[0]!, true).groups['[]']!;
    const next = evolve(one, { groups: { '[]': first } }, facts[1]!, true).groups['[]']!;
    const inner = (state: unknown): unknown => (state as { readonly marks?: unknown }).marks ?? state;
    expect(next.slice(1).map((state, nth) => inner(state) === inner(first[nth + 1]))).toEqual([true, true, true, true]);
  });

  it('takes a time in proportion to it: 20,000 events of one customer, and 20,000 customers put together', () => {
    const all = compiled({ events: {}, measures: { a: { distinct: 'orderId' }, b: { top: 'orderId' }, c: { between: { from: BOUGHT, to: BOUGHT, same: 'orderId' } } } }); // prettier-ignore
    const one = all.projection(1) as CustomerProjection<CustomerGroups>;
    const facts = Array.from({ length: 20_000 }, (_, nth) => fact('PurchaseMade', { orderId: `o${nth}`, currency: 'EUR', amount: '1.00' }) as Fact); // prettier-ignore
    // Some 0.3 s; in proportion to the square it would be minutes, and the test ends after five seconds.
    const row = facts.reduce((before, next) => evolve(one, before, next, true), one.initial());
    const groups = facts.map((next) => evolve(one, one.initial(), next, true).groups['[]']!);
    const together = groups.slice(1).reduce((before, next) => all.grouping.merge(before, next, true), groups[0]!);
    for (const group of [row.groups['[]']!, together]) expect(all.grouping.show('[]', group)).toMatchObject({ a: 20_000, b: { length: 10 } }); // prettier-ignore
  });
});
