import fc from 'fast-check';
import { movementsOf, type Movement } from './book';
import { Rates } from './money';
import type { RuleInput } from './rule';
import { segmentRule } from './segment-rule';
import { Shared } from './shared';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const CLOSE = {
  ...{
    zone: 'UTC',
    date: '2026-03-31',
    endsAt: '2026-04-01T00:00:00.000Z',
    recordedAt: '2026-04-01T00:05:00.000Z',
    restatement: 0,
    position: 'p',
    eventId: 'e',
  },
  ...{ historical: false, behind: false, previousDate: null, nextDate: null },
};

const bought = (customer: string, days: readonly number[]): readonly Movement[] =>
  movementsOf(
    days.map((day, nth) => ({
      ...{ eventId: `${customer} ${nth}`, handle: customer, kind: 'sale', orderId: `${customer} ${nth}`, cost: null },
      ...{ occurredAt: new Date(START + day * DAY_MS).toISOString(), currency: 'EUR', amount: '10.00' },
      ...{ category: 'shoes', channel: 'store' },
    })),
    (at) => Math.floor(at / DAY_MS),
  );

const inputOf = (books: RuleInput['books'], params: RuleInput['version']['params']): RuleInput => ({
  version: { rule: 'some', version: 1, kind: 'segment', params },
  ...{
    run: 'r',
    close: CLOSE,
    books,
    occurrences: new Map(),
    engaged: new Map(),
    objected: new Set(),
    currency: 'EUR',
    generalCosts: [],
  },
  ...{ rates: new Rates([]), isCustomer: (id: string) => books.has(id) || id === 'was-there' },
});

/** A map that tells how often something was taken from it. */
class Watched extends Map<string, readonly Movement[]> {
  taken = 0;
  override get(key: string): readonly Movement[] | undefined {
    this.taken += 1;
    return super.get(key);
  }
}

const paramsOf = (window: string, atLeast: string) => ({
  ...{ name: 'Some', by: 'need', window },
  when: {
    any: [
      { figure: 'value', atLeast },
      { figure: 'orders', atLeast: 3 },
    ],
  },
});
const day = fc.integer({ min: 0, max: 100 });
const people = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.array(day, { maxLength: 5 }), {
  maxKeys: 5,
});
const segments = fc.array(fc.tuple(fc.constantFrom('30d', 'all'), fc.constantFrom('10.00', '30.00')), {
  minLength: 1,
  maxLength: 3,
});

it('has every segment of a close find what it finds alone', () =>
  fc.assert(
    fc.property(people, segments, fc.boolean(), (days, rules, wasThere) => {
      const books = new Map(Object.entries(days).map(([customer, on]) => [customer, bought(customer, on)]));
      const previous = new Map(wasThere ? [['was-there', { tier: 'in', mark: '', since: '2026-01-01' }]] : []);
      const shared = new Shared();
      for (const [window, atLeast] of rules) {
        const input = inputOf(books, paramsOf(window, atLeast));
        expect(segmentRule.decide({ ...input, shared }, previous)).toEqual(segmentRule.decide(input, previous));
      }
    }),
  ));

it('looks at every customer once for segments that count alike, and again for those that do not', () => {
  const books = new Watched(['a', 'b', 'c'].map((customer) => [customer, bought(customer, [80, 85])]));
  const shared = new Shared();
  const decide = (window: string, atLeast: string): number => {
    books.taken = 0;
    segmentRule.decide({ ...inputOf(books, paramsOf(window, atLeast)), shared }, new Map());
    return books.taken;
  };
  expect([decide('30d', '10.00'), decide('30d', '20.00'), decide('all', '20.00')]).toEqual([3, 0, 3]);
});
