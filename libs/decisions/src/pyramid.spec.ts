import fc from 'fast-check';
import { pyramid } from './pyramid';
import { PYRAMID_TIERS, rank, tierOfRank, type PyramidMember } from './pyramid-ranking';
import type { PyramidStanding } from './pyramid-standing';

const member = (customer: string, value: string, sales = 1, firstSaleAt: string | null = '2026-01-01T00:00:00.000Z') =>
  ({ customer, value, sales, firstSaleAt }) satisfies PyramidMember;
const many = (count: number): PyramidMember[] =>
  Array.from({ length: count }, (_, n) => member(`c${String(n).padStart(6, '0')}`, `${count - n}.00`));
const NEW: ReadonlyMap<string, PyramidStanding> = new Map();
const close = (members: readonly PyramidMember[], previous = NEW, date = '2026-03-01', dampingCloses = 3) =>
  pyramid(members, previous, { date, dampingCloses });

describe('the ranking', () => {
  it.each([
    [1, [1, 1, 1, 1]],
    [5, [1, 1, 1, 5]],
    [21, [1, 2, 5, 21]],
    [100, [1, 5, 20, 100]],
    [101, [2, 6, 21, 101]],
    [700, [7, 35, 140, 700]],
    [23_570, [236, 1_179, 4_714, 23_570]],
  ])('ends the tiers of %i customers where domain.md says', (count, ends) =>
    expect(rank(many(count)).cutoffs.map((cutoff) => cutoff.rank)).toEqual(ends),
  );

  it('ranks the same whoever has the moment of the first sale as a number too', () => {
    const base = Date.UTC(2026, 0, 1);
    const some = fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.constantFrom('usual', 'finer', 'text')), { maxLength: 40 });
    fc.assert(
      fc.property(some, (given) => {
        const members = given.map(([value, ms, form], n): PyramidMember => {
          const usual = new Date(base + ms).toISOString();
          const firstSaleAt = form === 'finer' ? usual.replace('Z', '5Z') : usual;
          const one = member(`c${n % 7}${n}`, `${value}.00`, 1, firstSaleAt);
          return form === 'usual' ? { ...one, firstSaleMs: base + ms } : one;
        });
        const plain = members.map(({ firstSaleMs: _, ...one }): PyramidMember => one);
        const order = (all: readonly PyramidMember[]) => rank(all).ranked.map(({ customer }) => customer);
        expect(order(members)).toEqual(order(plain));
      }),
    );
  });

  it('has no value at the end of a tier without members, and no tiers without customers', () => {
    expect(rank(many(2)).cutoffs).toEqual([
      { tier: 'platinum', rank: 1, value: '2.00' },
      { tier: 'gold', rank: 1 },
      { tier: 'iron', rank: 1 },
      { tier: 'lead', rank: 2, value: '1.00' },
    ]);
    expect(rank([]).cutoffs.map((cutoff) => cutoff.rank)).toEqual([0, 0, 0, 0]);
  });

  it('compares decimals exactly, however many places they have', () => {
    const values = ['9007199254740993', '9007199254740992.999', '0.1', '0.10000000000000001', '-3.5', '-3.49', '0'];
    expect(rank(values.map((value, n) => member(`c${n}`, value))).ranked.map(({ value }) => value)).toEqual([
      '9007199254740993',
      '9007199254740992.999',
      '0.10000000000000001',
      '0.1',
      '0',
      '-3.49',
      '-3.5',
    ]);
  });

  it('lets the earlier first sale go first when values are equal, then the lesser handle', () => {
    const tied = [
      member('c', '10.0', 1, '2026-01-02T00:00:00.000Z'),
      member('b', '10', 1, '2026-01-02T00:00:00.000Z'),
      member('z', '10.00', 1, '2026-01-01T00:00:00.000Z'),
    ];
    expect(rank(tied).ranked.map(({ customer }) => customer)).toEqual(['z', 'b', 'c']);
  });

  it('counts whoever bought in the window, whatever came of it, and nobody else', () => {
    const { population, standings } = close([
      member('paid', '5.00'),
      member('took-all-back', '-1.00'),
      member('long-ago', '0', 0),
      member('never', '0', 0, null),
    ]);
    expect(population).toBe(2);
    expect([...standings].map(([customer, { tier }]) => `${customer}: ${tier}`)).toEqual([
      'paid: platinum',
      'took-all-back: lead',
      'long-ago: inactive',
      'never: prospect',
    ]);
  });

  it('does not depend on the order in which customers are given', () => {
    const members = fc.uniqueArray(
      fc.record({
        customer: fc.uuid(),
        value: fc.tuple(fc.integer({ min: -500, max: 500 }), fc.nat(9)).map(([whole, tenth]) => `${whole}.${tenth}`),
        firstSaleAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', null),
        sales: fc.nat(2),
      }),
      { selector: ({ customer }) => customer, maxLength: 60 },
    );
    const shuffled = members.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, order]) => {
        const there = close(order);
        expect([...there.assigned]).toEqual([...close(all).assigned]);
        const active = all.filter(({ sales }) => sales > 0).length;
        expect(there.population).toBe(active);
        const inTier = (tiers: number) =>
          [...there.standings.values()].filter(({ tier }) => (PYRAMID_TIERS.slice(0, tiers) as string[]).includes(tier))
            .length;
        expect([inTier(1), inTier(2), inTier(3), inTier(4)]).toEqual([
          Math.floor((active + 99) / 100),
          Math.floor((active + 19) / 20),
          Math.floor((active + 4) / 5),
          active,
        ]);
      }),
    );
  });
});

it('names the tier of a rank', () => {
  const { cutoffs } = rank(many(100));
  expect([1, 2, 5, 6, 20, 21, 100].map((position) => tierOfRank(position, cutoffs))).toEqual(
    ['platinum', 'gold', 'gold', 'iron', 'iron', 'lead', 'lead'], // prettier-ignore
  );
});

it('says rank, share, cut-offs and why', () => {
  const { assigned, cutoffs, figures } = close(many(1_200));
  expect([...assigned][60]).toEqual({
    member: many(1_200)[60],
    ...{ tier: 'iron', rankTier: 'iron', below: 0, since: '2026-03-01' },
    ...{ rank: 61, share: 0.050833 },
    reason: 'rank 61 of 1,200; iron ends at rank 240',
  });
  expect(cutoffs[1]).toEqual({ tier: 'gold', rank: 60, value: '1141.00' });
  expect(figures).toEqual({
    tiers: { platinum: 12, gold: 48, iron: 180, lead: 960, inactive: 0, prospect: 0 },
    rankTiers: { platinum: 12, gold: 48, iron: 180, lead: 960, inactive: 0, prospect: 0 },
    value: '720600.00',
    assigned: 1_200,
    ended: 0,
  });
});

it('ends the tiers of customers who turned out to be somebody else', () => {
  const before = close([member('a', '2'), member('b', '1')]);
  const after = close([member('a', '3')], before.standings);
  expect(after.ended).toEqual([{ customer: 'b', tier: 'lead' }]);
  expect([...after.standings.keys()]).toEqual(['a']);
});
