import fc from 'fast-check';
import { pyramid } from './pyramid';
import type { PyramidClass, PyramidMember } from './pyramid-ranking';
import type { PyramidStanding } from './pyramid-standing';

const at = '2026-01-01T00:00:00.000Z';
const ORDER: readonly PyramidClass[] = ['platinum', 'gold', 'iron', 'lead'];
const date = (close: number): string => new Date(Date.UTC(2026, 0, 1 + close)).toISOString().slice(0, 10);

/** 99 others worth 1 to 99, and `us`, who ranks where `value` puts us: above 99 is platinum, 96 gold, 81 iron. */
const VALUES: Readonly<Record<string, string>> = { platinum: '99.5', gold: '96.5', iron: '81.5', lead: '0.5' };
const others: readonly PyramidMember[] = Array.from({ length: 99 }, (_, n) => ({
  ...{ customer: `other-${n}`, value: `${n + 1}`, firstSaleAt: at, sales: 1 },
}));
const us = (what: PyramidClass): PyramidMember => {
  if (what === 'prospect') return { customer: 'us', value: '0', firstSaleAt: null, sales: 0 };
  if (what === 'inactive') return { customer: 'us', value: '0', firstSaleAt: at, sales: 0 };
  return { customer: 'us', value: VALUES[what]!, firstSaleAt: at, sales: 1 };
};

interface Seen {
  readonly standing: PyramidStanding;
  readonly decided: boolean;
  readonly reason: string;
}

const closes = (course: readonly PyramidClass[], dampingCloses: number): readonly Seen[] => {
  let standings: ReadonlyMap<string, PyramidStanding> = new Map();
  return course.map((what, close) => {
    const outcome = pyramid([...others, us(what)], standings, { date: date(close), dampingCloses });
    standings = outcome.standings;
    const mine = [...outcome.assigned].find(({ member }) => member.customer === 'us');
    return { standing: standings.get('us')!, decided: mine !== undefined, reason: mine?.reason ?? '' };
  });
};
const tiersOf = (course: readonly PyramidClass[], dampingCloses: number): readonly string[] =>
  closes(course, dampingCloses).map(({ standing }) => standing.tier);

it('lets a tier fall at the third close below in a row, to where the ranking then puts it', () => {
  const seen = closes(['gold', 'iron', 'iron', 'lead', 'lead'], 3);
  expect(seen.map(({ standing }) => standing)).toEqual([
    { tier: 'gold', rankTier: 'gold', below: 0, since: date(0) },
    { tier: 'gold', rankTier: 'iron', below: 1, since: date(0) },
    { tier: 'gold', rankTier: 'iron', below: 2, since: date(0) },
    { tier: 'lead', rankTier: 'lead', below: 0, since: date(3) },
    { tier: 'lead', rankTier: 'lead', below: 0, since: date(3) },
  ]);
  expect(seen.map(({ decided }) => decided)).toEqual([true, true, false, true, false]);
  expect(seen[1]!.reason).toBe(
    'rank 19 of 100; iron ends at rank 20; gold, which ends at rank 5, is kept until 3 closes below in a row, this is number 1',
  );
});

it('begins to count anew when the tier is reached again', () =>
  expect(tiersOf(['gold', 'lead', 'lead', 'gold', 'lead', 'lead', 'lead'], 3)).toEqual([
    ...['gold', 'gold', 'gold', 'gold', 'gold', 'gold', 'lead'],
  ]));

it('rises at once', () =>
  expect(tiersOf(['lead', 'iron', 'platinum', 'gold'], 30)).toEqual(['lead', 'iron', 'platinum', 'platinum']));

it('falls at once with a damping of one close', () => expect(tiersOf(['gold', 'lead'], 1)).toEqual(['gold', 'lead']));

it('does not damp what is no rank', () => {
  const seen = closes(['gold', 'inactive', 'lead', 'prospect'], 30);
  expect(seen.map(({ standing }) => standing.tier)).toEqual(['gold', 'inactive', 'lead', 'prospect']);
  expect(seen.map(({ reason }) => reason).slice(1)).toEqual([
    'bought before, but nothing in the window',
    'rank 100 of 100; lead ends at rank 100',
    'never bought',
  ]);
});

it('keeps the tier at the best of the last closes, and makes every close reconstructible from the changes', () => {
  const course = fc.array(fc.constantFrom<PyramidClass>(...ORDER, 'inactive'), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(course, fc.integer({ min: 1, max: 5 }), (steps, dampingCloses) => {
      let told: (PyramidStanding & { close: number }) | undefined;
      let before: PyramidStanding | undefined;
      for (const [close, { standing, decided }] of closes(steps, dampingCloses).entries()) {
        expect(standing.rankTier).toBe(steps[close]);
        expect(ORDER.indexOf(standing.tier)).toBeLessThanOrEqual(ORDER.indexOf(standing.rankTier));
        const isFall = before !== undefined && ORDER.indexOf(standing.tier) > ORDER.indexOf(before.tier);
        if (isFall && ORDER.includes(before!.tier)) {
          const lately = steps.slice(close - dampingCloses + 1, close + 1).map((tier) => ORDER.indexOf(tier));
          expect(lately).toHaveLength(dampingCloses);
          expect(Math.min(...lately)).toBeGreaterThan(ORDER.indexOf(before!.tier));
        }
        if (decided) told = { ...standing, close };
        const since = told!.tier === told!.rankTier ? 0 : close - told!.close;
        expect({ ...told!, below: told!.below + since, close: undefined }).toEqual({ ...standing, close: undefined });
        before = standing;
      }
    }),
    { numRuns: 60 },
  );
});
