import fc from 'fast-check';
import { cadence, type SignalStanding } from './cadence';
import { dayNumber } from './cadence-pace';
import { readCadenceParams, type CadenceParams } from './cadence-params';
import { levelOf, type Rhythm } from './cadence-risk';

const read = readCadenceParams({});
const defaults = (read.ok ? read.params : undefined) as CadenceParams;
const start = dayNumber('2026-01-01');
const date = (day: number): string => new Date((start + day) * 86_400_000).toISOString().slice(0, 10);
const rhythm = (customer: string, days: readonly number[], value = '100.00'): Rhythm => ({
  ...{ customer, value, days: days.map((day) => start + day) },
});
const every = (gap: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / gap) + 1 }, (_, n) => from + n * gap);

/** Twenty who buy every ten days for good, and as many who stopped on day 100: whoever is late by far has gone. */
const crowd = [
  ...Array.from({ length: 20 }, (_, n) => rhythm(`stays-${n}`, every(10, n % 7, 600))),
  ...Array.from({ length: 20 }, (_, n) => rhythm(`left-${n}`, every(10, n % 7, 100))),
];
const NEW: ReadonlyMap<string, SignalStanding> = new Map();
const close = (day: number, others: readonly Rhythm[], previous = NEW, params: Partial<CadenceParams> = {}) => {
  const known = [...crowd, ...others].map((one) => ({
    ...one,
    days: Array.from(one.days).filter((at) => at <= start + day),
  }));
  return cadence(known, previous, { ...defaults, ...params, date: date(day) });
};
const of = (outcome: ReturnType<typeof close>, customer: string) =>
  outcome.decisions.filter((one) => one.customer === customer);

it('raises a signal with its odds, reasons and value at stake', () => {
  const outcome = close(560, [rhythm('us', [400, 410, 424, 438, 448, 458], '600.00')]);
  const [decision] = of(outcome, 'us');
  if (decision?.kind !== 'raised') throw new Error('nothing was raised');
  const { risk } = decision;
  expect(risk).toMatchObject({ medianGapDays: 10, gaps: 5, daysSince: 102, overdueRatio: 10.2, level: 'critical' });
  expect(risk.valueAtStake).toBe('900.00'); // 100 a purchase day, nine of them in 90 days
  expect(risk.score).toBeCloseTo(1 - risk.odds.share, 6);
  expect(risk.reasons).toEqual([
    'usually buys every 10 days (median of 5 gaps), last bought 102 days ago (10.2×)',
    expect.stringMatching(/^(of \d+ like situations|no like situation yet;) /),
  ]);
  expect(outcome.standings.get('us')).toEqual({ level: 'critical', lastDay: start + 458, since: date(560) });
});

it('says nothing again while the level stays, and clears when they bought again', () => {
  const before = close(560, [rhythm('us', [400, 410, 424, 438, 448, 458])]);
  const same = close(567, [rhythm('us', [400, 410, 424, 438, 448, 458])], before.standings);
  expect(of(same, 'us')).toEqual([]);
  const back = close(574, [rhythm('us', [400, 410, 424, 438, 448, 458, 570])], same.standings);
  expect(of(back, 'us')).toEqual([{ kind: 'cleared', customer: 'us', level: 'critical', why: 'bought-again' }]);
  expect(back.standings.has('us')).toBe(false);
});

it('names both levels when a level changes', () => {
  const mine = rhythm('us', [400, 410, 424, 438, 448, 458]);
  const standings = new Map([['us', { level: 'watch', lastDay: start + 458, since: date(500) } as const]]);
  expect(of(close(560, [mine], standings), 'us')).toMatchObject([{ kind: 'changed', previousLevel: 'watch' }]);
});

it.each([
  ['odds-improved', [rhythm('us', [400, 410, 424, 438, 448, 458])], { critical: 1, atRisk: 0.9999, watch: 0.9998 }],
  ['too-few-gaps', [rhythm('us', [458])], {}],
  ['no-longer-known', [], {}],
])('clears a signal: %s', (why, rhythms, params) => {
  const standings = new Map([['us', { level: 'watch', lastDay: start + 458, since: date(500) } as const]]);
  expect(of(close(560, rhythms, standings, params), 'us')).toEqual([
    { kind: 'cleared', customer: 'us', level: 'watch', why },
  ]);
});

it('signals nobody who is in time, has too few gaps, or is judged from nothing', () => {
  const easy = { watch: 0.001, minSituations: 1 };
  const late = [400, 410, 420, 430];
  expect(of(close(430, [rhythm('us', late)], NEW, easy), 'us')).toEqual([]);
  expect(of(close(440, [rhythm('us', late)], NEW, easy), 'us')).toEqual([]);
  expect(of(close(441, [rhythm('us', late)], NEW, easy), 'us')).toHaveLength(1);
  expect(of(close(560, [rhythm('us', [400, 410, 420])], NEW, easy), 'us')).toEqual([]);
  const alone = { ...defaults, date: date(560) };
  expect(cadence([rhythm('us', late)], NEW, alone).decisions).toEqual([]);
  expect(cadence([rhythm('us', late)], NEW, { ...alone, minSituations: 0 }).decisions).toHaveLength(1);
});

it('raises none among those who keep buying and all of those who left', () => {
  const { standings, population, figures } = close(600, []);
  expect([...standings.keys()].filter((customer) => customer.startsWith('stays'))).toEqual([]);
  expect(standings.size).toBe(20);
  expect(population).toBe(40);
  expect(figures.levels.critical).toBe(20);
  expect(figures.situations).toBe(figures.odds.reduce((sum, { n }) => sum + n, 0));
});

it('grades scores', () =>
  expect([0, 0.2999, 0.3, 0.5, 0.7499, 0.75, 1].map((score) => levelOf(score, defaults))).toEqual([
    ...[null, null, 'watch', 'at-risk', 'at-risk', 'critical', 'critical'],
  ]));

it('carries every level from the decisions alone, in any order of customers', () => {
  const days = fc.uniqueArray(fc.nat(400), { maxLength: 15 }).map((all) => all.sort((a, b) => a - b));
  const rhythms = fc
    .array(days, { minLength: 1, maxLength: 8 })
    .map((all) => all.map((one, n) => rhythm(`c${n}`, one)));
  fc.assert(
    fc.property(rhythms, fc.nat(), (some, seed) => {
      let standings = NEW;
      const told = new Map<string, string>();
      for (let day = 100; day <= 420; day += 40) {
        const order = seed % 2 ? [...some].reverse() : some;
        const outcome = close(day, order, standings, { minSituations: 0 });
        for (const decision of outcome.decisions) {
          if (decision.kind === 'cleared') told.delete(decision.customer);
          else told.set(decision.customer, decision.risk.level);
        }
        standings = outcome.standings;
        expect(new Map([...standings].map(([customer, { level }]) => [customer, level]))).toEqual(new Map(told));
        const customers = outcome.decisions.map(({ customer }) => customer);
        expect(customers).toEqual([...new Set(customers)].sort());
        expect(close(day, [...order].reverse(), NEW).figures).toEqual(close(day, order, NEW).figures);
      }
    }),
    { numRuns: 15 },
  );
});
