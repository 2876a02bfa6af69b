import * as fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { effectiveFacts } from './effective-facts';
import { corrected, fact, retracted } from './given';
import { occurredBy } from './occurred-by';
import type { CustomerProjection, EntryProjection } from './projection';
import { customerRow, entryRows } from './replay';

const course: CustomerProjection<{ readonly course: readonly string[] }> = {
  ...{ name: 'course', version: 1, scope: 'customer', order: 'occurred' },
  initial: () => ({ course: [] }),
  on: {
    PurchaseMade: (row, { data }) => ({ course: [...row.course, data.orderId] }),
    ItemReturned: (row, { data }) => ({ course: [...row.course, `back ${data.orderId}`] }),
  },
};
const hours: EntryProjection<{ readonly count: number }> = {
  ...{ name: 'hours', version: 1, scope: 'entry', slicedBy: 'key' },
  keys: ({ occurredAt, type }) => [`${type} ${occurredAt.slice(0, 13)}`, type],
  initial: () => ({ count: 0 }),
  on: {},
  each: ({ count }) => ({ count: count + 1 }),
  takeBack: ({ count }) => ({ count: count - 1 }),
};
const single: EntryProjection<object> = {
  ...{ name: 'single', version: 1, scope: 'entry', keys: ({ eventId }) => [eventId], initial: () => ({}), on: {} },
};

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
const minutes = fc.integer({ min: 0, max: 400 });
/** A history in which things come late, are corrected (of time and type, too), taken back, and corrected before they come. */
const histories = fc
  .array(
    fc.record({
      minute: minutes,
      kind: fc.nat(4),
      of: fc.nat(20),
      moved: minutes,
      shift: fc.integer({ min: -9, max: 9 }),
    }),
    { minLength: 1, maxLength: 30 },
  ) // prettier-ignore
  .map((steps) => {
    const plain: Fact[] = [];
    const all = steps.map(({ minute, kind, of, moved, shift }, nth): readonly [number, Fact] => {
      const about = plain[of % Math.max(1, plain.length)];
      const when = { occurredAt: at(minute) };
      const one: Fact =
        kind === 3 && about
          ? corrected(about, { type: of % 2 ? 'ItemReturned' : 'PurchaseMade', data: about.data, occurredAt: at(moved) }, when) // prettier-ignore
          : kind === 4 && about
            ? retracted(about, when)
            : (fact('PurchaseMade', { orderId: `o${nth}`, currency: 'EUR', amount: '1.00' }, when) as Fact);
      if (one.channel !== 'record') plain.push(one);
      return [nth + shift, one];
    });
    const inLog = all.sort(([a], [b]) => a - b).map(([, one]) => one);
    return inLog.map((one, n) => ({ ...one, position: `00000000-${String(n).padStart(19, '0')}` }));
  });

describe('a projection as of a moment of history', () => {
  it('has the row of a customer that what had happened by then makes, as it is known', () => {
    const property = fc.property(histories, minutes, (facts, minute) => {
      const counted = effectiveFacts(facts).filter(({ occurredAt }) => occurredAt <= at(minute));
      expect(customerRow(occurredBy(course, at(minute)) as typeof course, facts)).toEqual(customerRow(course, counted));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('has the rows of everybody that what had happened by then makes', () => {
    const property = fc.property(histories, minutes, (facts, minute) => {
      const counted = effectiveFacts(facts).filter(({ occurredAt }) => occurredAt <= at(minute));
      const some = (rows: ReadonlyMap<string, { count: number }>) => [...rows].filter(([, { count }]) => count !== 0).sort(); // prettier-ignore
      const found = entryRows(occurredBy(hours, at(minute)) as typeof hours, facts);
      expect(some(found)).toEqual(some(entryRows(hours, counted)));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('is none of rows of single events', () => {
    expect(occurredBy(single, at(1))).toBeUndefined();
  });
});
