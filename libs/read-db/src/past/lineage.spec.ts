import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { customerRow, effectiveFacts, type CustomerProjection } from '@rapport/fold';
import { corrected, fact, retracted } from '@rapport/fold/given';
import { lineageOf } from './lineage';

interface Till {
  readonly sum: number;
  readonly last: { readonly order: string } | null;
}

/** Changes its rows in place where it may, as folds that are fast do. */
const till: CustomerProjection<Till> = {
  ...{ name: 'till', version: 1, scope: 'customer', order: 'free' },
  initial: () => ({ sum: 0, last: null }),
  on: {
    PurchaseMade: (row, { data }, mine) => {
      if (data.orderId === 'poison') throw new Error('cannot fold this');
      const own = (mine ? row : { ...row }) as { sum: number; last: Till['last'] };
      own.sum += Number(data.amount);
      own.last = { order: data.orderId };
      return own;
    },
  },
};

const at = (minute: number): string => `2026-05-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
const sale = (orderId: string, amount: number, minute: number): Fact =>
  fact('PurchaseMade', { orderId, currency: 'EUR', amount: String(amount) }, { occurredAt: at(minute) }) as Fact;
const of = (row: Till): unknown => row.sum;
const asked = (facts: readonly Fact[], limit = 100) => lineageOf(till, facts, effectiveFacts(facts), { of, limit });

describe('the events that set a part of a row', () => {
  it('are those that changed it, newest first, with what it was before and after', () => {
    const [one, nothing, two] = [sale('a', 10, 1), sale('b', 0, 2), sale('c', 5, 3)];
    const { steps, value, count, more } = asked([two, nothing, one]);
    expect(steps.map(({ eventId, before, after }) => [eventId, before, after])).toEqual([
      ...[[two.eventId, 10, 15], [one.eventId, 0, 10]], // prettier-ignore
    ]);
    expect([value, count, more]).toEqual([15, 2, false]);
  });

  it('compare parts by what they say, not by which object they are', () => {
    const facts = [sale('a', 1, 1), sale('a', 2, 2), sale('b', 3, 3)];
    const { steps } = lineageOf(till, facts, effectiveFacts(facts), { of: ({ last }) => last, limit: 9 });
    expect(steps.map(({ after }) => after)).toEqual([{ order: 'b' }, { order: 'a' }]);
    expect(steps.at(-1)!.before).toBeNull();
  });

  it('name what was corrected since, and leave out what was taken back', () => {
    const [one, two] = [sale('a', 10, 1), sale('b', 5, 2)];
    const right = corrected(one, {
      type: 'PurchaseMade',
      data: { orderId: 'a', currency: 'EUR', amount: '1' },
    }) as Fact;
    const { steps, value } = asked([one, two, right, retracted(two) as Fact]);
    expect(value).toBe(1);
    expect(steps).toMatchObject([
      { eventId: one.eventId, after: 1, corrections: [{ eventId: right.eventId, type: 'InteractionCorrected' }] },
    ]);
  });

  it('end where the fold failed, as the row does; nobody without events has a value', () => {
    expect(asked([sale('a', 10, 1), sale('poison', 1, 2), sale('b', 5, 3)])).toMatchObject({ value: 10, count: 1 });
    expect(asked([])).toEqual({ value: undefined, steps: [], count: 0, more: false });
  });

  it('add up to the row, follow each other without a gap, and are the same read in pages', () => {
    const amounts = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(59)), { maxLength: 30 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 7 }), (told, limit) => {
        const facts = told.map(([amount, minute], nth) => sale(`o${nth}`, amount, minute));
        const { steps, value, count } = asked(facts);
        expect(value).toBe(customerRow(till, facts)?.sum);
        expect(steps).toHaveLength(count);
        steps.forEach(({ before }, nth) => expect(before).toBe(steps[nth + 1]?.after ?? 0));
        if (steps.length > 0) expect(steps[0]!.after).toBe(value);
        const paged = [];
        for (let page = asked(facts, limit); ;) {
          paged.push(...page.steps);
          const last = page.steps.at(-1);
          if (!page.more || !last) break;
          page = lineageOf(till, facts, effectiveFacts(facts), { of, limit, before: last });
        }
        expect(paged).toEqual(steps);
      }),
    );
  });
});
