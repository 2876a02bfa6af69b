import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { evolve, type CustomerProjection } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { changesOf } from './changes';

interface Tally {
  readonly sum: number;
  readonly by: Readonly<Record<string, number>>;
}

/** Changes rows in place where it may, parts of them too; fails in the middle of a change. */
const tally: CustomerProjection<Tally> = {
  ...{ name: 'tally', version: 1, scope: 'customer', order: 'free' },
  initial: () => ({ sum: 0, by: {} }),
  on: {
    PurchaseMade: (row, { data }, mine) => {
      const own = (mine ? row : { ...row, by: { ...row.by } }) as { sum: number; by: Record<string, number> };
      own.sum += Number(data.amount);
      if (data.orderId === 'poison') throw new Error('cannot fold this');
      own.by[data.orderId] = (own.by[data.orderId] ?? 0) + Number(data.amount);
      return own;
    },
  },
};

const PARTS: Record<string, (row: Tally) => unknown> = {
  number: ({ sum }) => sum,
  object: ({ by }) => by,
  'a part that comes to be': ({ by }) => by['a'],
  'now this and now that': ({ sum, by }) => (sum > 4 ? by : sum),
  nothing: () => undefined,
};

/** With rows that are never changed in place, each value written down. */
const slowly = (facts: readonly Fact[], of: (row: Tally) => unknown) => {
  const written = (value: unknown): string => JSON.stringify(value) ?? 'undefined';
  let row = tally.initial();
  const all: string[][] = [];
  let begun = false;
  for (const one of facts) {
    let next: Tally;
    try {
      next = evolve(tally, row, one);
    } catch {
      break;
    }
    if (written(of(next)) !== written(of(row))) all.push([one.eventId, written(of(row)), written(of(next))]);
    [row, begun] = [next, true];
  }
  return { all, value: begun ? written(of(row)) : 'undefined' };
};

describe.each(Object.entries(PARTS))('changes of a part (%s)', (_, of) => {
  it('are the same whether rows are changed in place or not', () => {
    const one = fc.tuple(fc.constantFrom('a', 'b', 'c', 'poison'), fc.integer({ min: -2, max: 3 }));
    const law = fc.property(fc.array(one, { maxLength: 12 }), (told) => {
      const facts = told.map(
        ([orderId, amount]) => fact('PurchaseMade', { orderId, currency: 'EUR', amount: String(amount) }) as Fact,
      );
      const { all, value } = changesOf(tally, facts, of);
      const written = (some: unknown): string => JSON.stringify(some) ?? 'undefined';
      const found = all.map((change) => [change.fact.eventId, written(change.before), written(change.after)]);
      expect({ all: found, value: written(value) }).toEqual(slowly(facts, of));
    });
    fc.assert(law);
  });
});
