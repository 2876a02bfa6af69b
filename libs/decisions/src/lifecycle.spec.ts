import fc from 'fast-check';
import { dayNumber } from './cadence-pace';
import { lifecycle, LIFECYCLE_STAGES, type LifecycleMember } from './lifecycle';
import { readLifecycleParams, type LifecycleParams } from './lifecycle-params';

const read = readLifecycleParams({});
const defaults = (read.ok && read.params) as LifecycleParams;
const date = '2026-03-01';
const close = dayNumber(date);
const member = (
  customer: string,
  daysAgo: readonly number[],
  more: Partial<LifecycleMember> = {},
): LifecycleMember => ({
  ...{ customer, interests: 0, opportunities: 0 },
  purchases: daysAgo.map((ago) => ({ day: close - ago, category: 'shoes' })),
  ...more,
});
const inCategory = (category: string | null, one: LifecycleMember): LifecycleMember => ({
  ...one,
  purchases: one.purchases.map((purchase) => ({ ...purchase, category })),
});
/** A hundred gaps each of 10, 11, …, 50 days, long ago: 80 % are up to 42 days, 95 % up to 48, whatever one more customer has. */
const usual = Array.from({ length: 4_100 }, (_, n) => member(`u${n}`, [1_010 + (n % 41), 1_000]));
const of = (one: LifecycleMember, more: Partial<LifecycleParams> = {}) =>
  [...lifecycle([...usual, one], { date, ...defaults, ...more }).placed].at(-1)!;
const stage = (one: LifecycleMember, more: Partial<LifecycleParams> = {}): string => of(one, more).tier;

describe('a customer’s life', () => {
  it.each([
    ['target', {}],
    ['prospect', { interests: 1 }],
    ['opportunity', { interests: 1, opportunities: 1 }],
  ])('is that of a %s with %j and no purchase', (expected, more) =>
    expect(stage(member('us', [], more))).toBe(expected),
  );

  it.each([
    ['customer', [3]],
    ['customer', [3, 3]],
    ['repeat', [9, 3]],
    ['repeat', [30, 9, 3]],
    ['loyal', [60, 30, 9, 3]],
    ['repeat', [70, 42]],
    ['lapsing', [70, 43]],
    ['lapsing', [48]],
    ['lapsed', [49]],
    ['lapsed', [300, 200, 150, 120, 49]],
    ['won-back', [52, 3]],
    ['repeat', [51, 3]],
    ['won-back', [152, 80, 40]],
    ['won-back', [152, 47]],
    ['lapsed', [152, 49]],
  ])('is that of a %s who bought %j days ago', (expected, days) => expect(stage(member('us', days))).toBe(expected));

  it('is won back only for a while', () => {
    const days = [200, 89, 60, 40, 20];
    expect(stage(member('us', days))).toBe('won-back');
    expect(
      stage(
        member(
          'us',
          days.map((day) => day + 1),
        ),
      ),
    ).toBe('loyal');
    expect(stage(member('us', days), { wonBackDays: 0 })).toBe('loyal');
  });

  it('goes by the gaps of the category that was bought last, and by all of them where that has too few', () => {
    const boots = Array.from({ length: 20 }, (_, n) => inCategory('boots', member(`b${n}`, [1_300, 1_000])));
    const { placed, gaps } = lifecycle([...usual, ...boots, inCategory('boots', member('us', [100]))], {
      date,
      ...defaults,
    });
    expect(gaps).toMatchObject([
      { category: null, gaps: 4_120 },
      { category: 'boots', gaps: 20, lapsingAfter: 300, lapsedAfter: 300 },
      { category: 'shoes', gaps: 4_100, lapsingAfter: 42, lapsedAfter: 48 },
    ]);
    expect([...placed].at(-1)).toMatchObject({ tier: 'customer', found: { category: 'boots', idleDays: 100 } });
    expect(of(inCategory('hats', member('us', [49])))).toMatchObject({
      ...{ tier: 'lapsed', found: { category: 'hats', usual: { category: null, gaps: 4_100 } } },
    });
    expect(stage(member('us', [500]), { minGaps: 4_101 })).toBe('customer');
  });

  it('says what a stage rests on', () => {
    expect(of(member('us', [152, 80, 40])).reason()).toBe(
      'bought on 3 days, last 40 days ago; came back 80 days ago after they had lapsed; of 4102 gaps in shoes few are longer than 42 days, very few than 48',
    );
    expect(of(member('us', [], { interests: 1, opportunities: 2 })).reason()).toBe(
      'never bought; 1 sign of interest, 2 opportunities',
    );
  });

  it('has one stage for everybody, in any order, and only idleness changes it from day to day', () => {
    const days = fc.uniqueArray(fc.nat(300), { maxLength: 8 }).map((all) => all.sort((a, b) => b - a));
    const some = fc.array(fc.record({ days, interests: fc.nat(2), opportunities: fc.nat(2) }), { maxLength: 25 });
    fc.assert(
      fc.property(some, (given) => {
        const members = given.map(({ days: ago, ...more }, n) => member(`c${n}`, ago, more));
        const params = { date, ...defaults, minGaps: 3 };
        const stages = (list: readonly LifecycleMember[]) =>
          new Map([...lifecycle(list, params).placed].map(({ customer, tier }) => [customer, tier]));
        const seen = stages(members);
        expect(stages([...members].reverse())).toEqual(seen);
        for (const { customer, purchases } of members) {
          const tier = seen.get(customer)!;
          expect(LIFECYCLE_STAGES).toContain(tier);
          expect(['target', 'prospect', 'opportunity'].includes(tier)).toBe(purchases.length === 0);
          if (tier === 'loyal') expect(purchases.length).toBeGreaterThanOrEqual(4);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it.each([
  [{ lapsedPercentile: 101 }, 'lapsedPercentile must be a whole number from 1 to 100'],
  [{ lapsingPercentile: 96 }, 'lapsedPercentile must not be below lapsingPercentile'],
  [{ wonBackDays: -1 }, 'wonBackDays must be a whole number from 0 to 10000'],
  [{ minGaps: 0 }, 'minGaps must be a whole number from 1 to 10000'],
  [{ quoteDays: '9' }, 'quoteDays must be a whole number from 0 to 10000'],
  [{ days: 9 }, 'days is no parameter; there are lapsingPercentile, lapsedPercentile, minGaps, wonBackDays, quoteDays'],
])('refuses %j', (given, fault) => expect(readLifecycleParams(given)).toEqual({ ok: false, faults: [fault] }));
