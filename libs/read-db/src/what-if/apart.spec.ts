import { pyramid, type PyramidStanding } from '@rapport/decisions';
import * as fc from 'fast-check';
import { apart, placeAt, type Stay } from './apart';

const stay = (from: string, until: string | null, place: string): Stay => ({ from, until, place });

it('finds nobody apart who is the same all along', () => {
  const stays = [stay('2026-01-01', '2026-01-03', 'gold'), stay('2026-01-03', null, 'iron')];
  expect(apart(stays, stays)).toBeNull();
  expect(apart([], [])).toBeNull();
});

it('says where from, where to, and since when, also of who is in one of the two only', () => {
  const was = [stay('2026-01-01', null, 'gold')];
  const would = [stay('2026-01-01', '2026-01-05', 'gold'), stay('2026-01-05', null, 'iron')];
  expect(apart(was, would)).toEqual({ from: 'gold', to: 'iron', firstDay: '2026-01-05', since: '2026-01-05' });
  expect(apart(was, [])).toEqual({ from: 'gold', to: null, firstDay: '2026-01-01', since: '2026-01-01' });
  expect(apart([], would)).toEqual({ from: null, to: 'iron', firstDay: '2026-01-01', since: '2026-01-01' });
});

it('counts from the last time that they came apart, and knows who came together again', () => {
  const was = [stay('2026-01-01', null, 'gold')];
  const would = [stay('2026-01-01', '2026-01-02', 'iron'), stay('2026-01-02', '2026-01-04', 'gold')];
  expect(apart(was, would)).toEqual({ from: 'gold', to: null, firstDay: '2026-01-01', since: '2026-01-04' });
  const together = [...would, stay('2026-01-04', null, 'gold')];
  expect(apart(was, together)).toEqual({ from: 'gold', to: 'gold', firstDay: '2026-01-01', since: null });
});

interface World {
  /** Of each close and each customer: what they have spent by then. */
  readonly closes: readonly (readonly number[])[];
  readonly dampings: readonly [number, number];
}

const dayOf = (nth: number): string => new Date(Date.UTC(2026, 0, 1 + nth)).toISOString().slice(0, 10);
const customers = ['a', 'b', 'c', 'd', 'e'];

/** Where everybody is at each close by the pure rule, and the stays that its decisions make. */
const judged = ({ closes }: World, dampingCloses: number) => {
  const stays = new Map<string, (Stay & { until: string | null })[]>();
  const standings: ReadonlyMap<string, string>[] = [];
  let previous: ReadonlyMap<string, PyramidStanding> = new Map();
  closes.forEach((spent, nth) => {
    const date = dayOf(nth);
    // Somebody who has spent nothing yet is not there.
    const members = customers.flatMap((customer, at) =>
      spent[at]! > 0 ? [{ customer, value: `${spent[at]}.00`, sales: 1, firstSaleAt: '2026-01-01T00:00:00.000Z' }] : [],
    );
    const outcome = pyramid(members, previous, { date, dampingCloses });
    for (const { member, tier } of outcome.assigned) change(stays, member.customer, date, tier);
    for (const { customer } of outcome.ended) change(stays, customer, date, null);
    previous = outcome.standings;
    standings.push(new Map([...previous].map(([customer, { tier }]) => [customer, tier])));
  });
  return { stays, standings };
};

const change = (
  stays: Map<string, (Stay & { until: string | null })[]>,
  customer: string,
  date: string,
  place: string | null,
): void => {
  const own = stays.get(customer) ?? [];
  const last = own.at(-1);
  if (last) last.until ??= date;
  stays.set(customer, place === null ? own : [...own, { from: date, until: null, place }]);
};

const worlds = fc.record({
  closes: fc.array(fc.array(fc.nat(5), { minLength: customers.length, maxLength: customers.length }), {
    maxLength: 12,
  }),
  dampings: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
}) as fc.Arbitrary<World>;

it('agrees with looking at every customer at every close of two pure rules', () => {
  let differing = 0;
  fc.assert(
    fc.property(worlds, (world) => {
      const [was, would] = world.dampings.map((damping) => judged(world, damping)) as [ReturnType<typeof judged>, ReturnType<typeof judged>]; // prettier-ignore
      for (const customer of customers) {
        const pairs = was.standings.map((standing, nth) => [standing.get(customer) ?? null, would.standings[nth]!.get(customer) ?? null]); // prettier-ignore
        const differ = pairs.map(([a, b]) => a !== b);
        const found = apart(was.stays.get(customer) ?? [], would.stays.get(customer) ?? []);
        if (!differ.includes(true)) {
          expect(found).toBeNull();
          continue;
        }
        differing++;
        const [from, to] = pairs.at(-1)!;
        const since = differ.at(-1) ? dayOf(differ.lastIndexOf(false) + 1) : null;
        expect(found).toEqual({ from, to, firstDay: dayOf(differ.indexOf(true)), since });
        expect(pairs.map(([a]) => a)).toEqual(
          pairs.map((_, nth) => placeAt(was.stays.get(customer) ?? [], dayOf(nth))),
        );
      }
    }),
    { numRuns: 300 },
  );
  expect(differing).toBeGreaterThan(100);
});
