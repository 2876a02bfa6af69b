import fc from 'fast-check';
import { dayNumber, dayText } from './cadence-pace';
import { churn } from './churn';
import type { ChurnModel, ChurnRisk, ChurnStanding } from './churn-decision';
import type { ChurnJudgement } from './churn-judged';
import { levelUp } from './churn-levels';
import { churnOdds, likeOdds } from './churn-odds';
import { readChurnParams, type ChurnParams } from './churn-params';
import type { BadExperience, ChurnSubject } from './churn-risk';
import { learnModel } from './learn-model';

const read = readChurnParams({});
const defaults = (read.ok ? read.params : undefined) as ChurnParams;
const start = dayNumber('2026-01-01');
const subject = (customer: string, days: readonly number[], bad: readonly BadExperience[] = []): ChurnSubject => ({
  ...{ customer, bad, days: days.map((day) => start + day) },
});
const every = (gap: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / gap) + 1 }, (_, n) => from + n * gap);

/** Of 120 who buy every ten days at first, every second one is gone after day 200; who was late by far did not come back. */
const crowd = Array.from({ length: 120 }, (_, n) => subject(`c${n}`, every(10, n % 7, n % 2 ? 600 : 200 + (n % 7))));
const MODEL: ChurnModel = {
  ...{ model: 'pareto-nbd', parameters: { r: 0.55, alpha: 10.6, s: 0.61, beta: 11.7 } },
  odds: [{ scoreFrom: 0.9, gapsFrom: 3, n: 40, again: 8 }],
};
const NEW: ReadonlyMap<string, ChurnStanding> = new Map();
const close = (
  day: number,
  subjects: readonly ChurnSubject[],
  previous = NEW,
  params: Partial<ChurnParams> = {},
  model: ChurnModel | null = MODEL,
) => churn(subjects, previous, { date: dayText(start + day), model, params: { ...defaults, ...params } });
const us = (days: readonly number[], bad: readonly BadExperience[] = []) => [...crowd.slice(0, 5).map((one) => ({ ...one, days: one.days.filter((day) => day < start + 100) })), subject('us', days, bad)]; // prettier-ignore
const of = (outcome: ReturnType<typeof close>) => outcome.decisions.filter(({ customer }) => customer === 'us');
const OFTEN = every(10, 0, 100);
const broken: BadExperience = { kind: 'promise-broken', day: start + 101, eventId: 'e1' };

it('signals who is late when much of what the model expected fell away, and says why', () => {
  const [decision] = of(close(200, us(OFTEN)));
  if (decision?.kind !== 'raised') throw new Error('nothing was raised');
  const { risk } = decision;
  expect(risk).toMatchObject({ level: 'critical', ofScore: 'critical', gaps: 10, daysSince: 100, overdueRatio: 10 });
  expect(risk.score).toBeCloseTo(1 - risk.expected / risk.expectedAtOnce, 5);
  expect(risk.odds).toEqual({ share: 0.207317, n: 0 }); // (8 + ½) / (40 + 1): nobody had as many gaps
  expect(risk.contributions).toEqual([
    { factor: 'expected-purchases', value: risk.score },
    { factor: 'overdue', value: 10 },
  ]);
  expect(risk.reasons).toEqual([
    expect.stringMatching(/^0\.\d\d purchases are expected in the next 90 days; right after .* less\)$/),
    'usually buys every 10 days (median of 10 gaps), last bought 100 days ago (10.0×)',
    'no customer was quite like this; 21 % of those of a like score bought again within 90 days',
  ]);
});

it('by the score signals nobody who is not yet late, and judges by others’ pace who has none', () => {
  expect(of(close(108, us(OFTEN), NEW, { watch: 0.001, atRisk: 0.002, critical: 0.003 }))).toEqual([]);
  expect(of(close(112, us(OFTEN), NEW, { watch: 0.001, atRisk: 0.5 }))).toMatchObject([{ kind: 'raised' }]);
  const [once] = of(close(200, us([100])));
  expect(once).toMatchObject({ risk: { gaps: 0, paceOf: 'all', medianGapDays: 10, overdueRatio: 10 } });
  // Nobody bought twice: there is no pace to be late by.
  expect(close(200, [subject('us', [100])])).toMatchObject({ decisions: [], population: 0 });
});

it('lifts the level by one after a bad experience, and lets it go when that counts no more', () => {
  const [fresh] = of(close(105, us(OFTEN, [broken])));
  expect(fresh).toMatchObject({ kind: 'raised', risk: { level: 'watch', ofScore: null } });
  const { risk } = fresh as { risk: ChurnRisk };
  expect(risk.contributions.at(-1)).toEqual({ factor: 'promise-broken', value: 4, events: ['e1'] });
  expect(risk.reasons.slice(2, 4)).toEqual(['a promise was broken (4 days ago)', 'one level up for that from none']);
  const before = close(105, us(OFTEN, [broken])).standings;
  expect(of(close(106, us(OFTEN), before))).toMatchObject([{ kind: 'cleared', level: 'watch', why: 'less-likely' }]);
  expect(['watch', 'at-risk', 'critical'].map((level) => levelUp(level as 'watch'))).toEqual(
    ['at-risk', 'critical', 'critical'], // prettier-ignore
  );
});

it('keeps a level until the score is well below it', () => {
  const score = (of(close(200, us(OFTEN)))[0] as { risk: ChurnRisk }).risk.score;
  const held = new Map([['us', { level: 'critical', ofScore: 'critical', lastDay: start + 100, since: '2026-01-01' } as const]]); // prettier-ignore
  const at = (critical: number, damping: number) => of(close(200, us(OFTEN), held, { critical, damping }));
  expect(at(score + 0.01, 0.05)).toEqual([]);
  expect(at(score + 0.01, 0.005)).toMatchObject([{ kind: 'changed', previousLevel: 'critical' }]);
  expect(of(close(200, us(OFTEN), NEW, { critical: score + 0.01 }))).toMatchObject([{ risk: { level: 'at-risk' } }]);
});

it('says nothing again while the level stays, and clears for these reasons', () => {
  const { standings } = close(200, us(OFTEN));
  expect(of(close(207, us(OFTEN), standings))).toEqual([]);
  const cleared = (why: string) => [{ kind: 'cleared', customer: 'us', level: 'critical', why }];
  expect(of(close(207, us([...OFTEN, 205]), standings))).toEqual(cleared('bought-again'));
  expect(of(close(207, us(OFTEN).slice(0, 5), standings))).toEqual(cleared('no-longer-known'));
  expect(of(close(207, us(OFTEN), standings, {}, null))).toEqual(cleared('no-model'));
});

/** Customers as the model supposes them: rates and lifetimes are exponential about a mean, by a generator of our own. */
const simulated = (customers: number, until: number): ChurnSubject[] => {
  let state = 12_345;
  const wait = (mean: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return -mean * Math.log((state + 1) / 2_147_483_649);
  };
  return Array.from({ length: customers }, (_, n) => {
    const [gap, end] = [25 / (wait(1) + 0.05), (n % 100) + wait(250)];
    const days = [n % 100];
    for (let at = (n % 100) + wait(gap); at < Math.min(end, until); at += wait(gap)) days.push(Math.ceil(at));
    return subject(`s${n}`, [...new Set(days)]);
  });
};

it('learns a model, and promotes it where it tells best who will stay away, on days that it had not seen', () => {
  const known = simulated(400, 330);
  const learned = learnModel({ kind: 'churn', close: start + 330, params: defaults, subjects: known });
  if ('none' in learned) throw new Error(learned.none);
  expect(learned).toMatchObject({ model: 'pareto-nbd', customers: 400, judged: { frozenOn: dayText(start + 240) } });
  const { rankings, odds, calibrationError } = learned.judged as unknown as ChurnJudgement;
  expect(rankings.map(({ by }) => by).slice(0, 2)).toEqual(['fewest expected purchases', 'probability to buy nothing']);
  expect(rankings[0]!.auc).toBeGreaterThan(0.8);
  expect(calibrationError).toBeLessThan(0.06);
  expect(learned).toMatchObject({
    promoted: true,
    reason: expect.stringMatching(/^promoted: .* better than the best/),
  });
  expect(odds.reduce((sum, { n }) => sum + n, 0)).toBe(400);
  expect(JSON.parse(JSON.stringify(learned))).toEqual(learned);
});

it('finds all who left with a model of who leaves', () => {
  const known = crowd.map((one) => ({ ...one, days: one.days.filter((day) => day <= start + 330) }));
  const { figures } = close(330, known);
  expect(figures.levels).toEqual({ watch: 0, 'at-risk': 0, critical: 60 });
});

it('does not promote a model that tells no more than the days since the last purchase', () => {
  // Everybody bought twice, five days apart: whoever came last is back, so the days since tell all, and nothing beats that.
  const alike = Array.from({ length: 120 }, (_, n) => subject(`c${n}`, n < 60 ? [n, n + 5] : [n + 80, n + 85, 300]));
  const learned = learnModel({ kind: 'churn', close: start + 330, params: defaults, subjects: alike });
  expect(learned).toMatchObject({ promoted: false, reason: expect.stringMatching(/^not promoted: .* no better than/) });
});

it.each([
  [crowd.slice(0, 90), '90 days before the close only 90 customers had bought, fewer than 100'],
  [crowd.map(({ days, ...one }) => ({ ...one, days: days.slice(0, 1) })), 'only 0 customers had bought again'],
])('learns nothing from too few', (subjects, why) => {
  const learned = learnModel({ kind: 'churn', close: start + 700, params: defaults, subjects });
  expect(learned).toEqual({ none: expect.stringContaining(why) });
});

it('draws the odds of a rare kind of customer to those of a like score', () => {
  const alike = (n: number, gaps: number, isBack: boolean) => Array.from({ length: n }, () => ({ score: 0.55, gaps, isBack })); // prettier-ignore
  const table = churnOdds([...alike(60, 0, false), ...alike(20, 0, true), ...alike(4, 7, true)]);
  expect(table).toEqual([
    { scoreFrom: 0.5, gapsFrom: 0, n: 80, again: 20 },
    { scoreFrom: 0.5, gapsFrom: 6, n: 4, again: 4 },
  ]);
  expect(likeOdds(table, 0.59, 8)).toEqual({ share: 0.406863, n: 4 }); // (4 + 20 × 24½ ⁄ 85) / 24
  expect(likeOdds(table, 0.1, 8)).toEqual({ share: 0.5, n: 0 });
});

it('carries every level from the decisions alone, in any order of customers', () => {
  const days = fc.uniqueArray(fc.nat(300), { minLength: 1, maxLength: 12 }).map((all) => all.sort((a, b) => a - b));
  const bad = fc.option(fc.nat(400), { nil: null });
  fc.assert(
    fc.property(fc.array(fc.tuple(days, bad), { minLength: 1, maxLength: 6 }), (some) => {
      let standings = NEW;
      const told = new Map<string, string>();
      for (let day = 100; day <= 400; day += 50) {
        const subjects = some.flatMap(([all, badDay], n) => {
          const known = all.filter((one) => one <= day);
          const isBad = badDay !== null && badDay <= day && day - badDay <= 30;
          return known.length === 0 ? [] : [subject(`c${n}`, known, isBad ? [{ ...broken, day: start + badDay }] : [])];
        });
        const outcome = close(day, subjects, standings);
        expect(close(day, [...subjects].reverse(), standings).decisions).toEqual(outcome.decisions);
        for (const decision of outcome.decisions) {
          if (decision.kind === 'cleared') told.delete(decision.customer);
          else told.set(decision.customer, decision.risk.level);
        }
        standings = outcome.standings;
        expect(new Map([...standings].map(([customer, { level }]) => [customer, level]))).toEqual(new Map(told));
      }
    }),
    { numRuns: 20 },
  );
});

it.each([
  [{ model: 'crystal-ball' }, 'model must be one of pareto-nbd, bg-nbd'],
  [{ watch: 0.8 }, 'watch, atRisk and critical must rise'],
  [{ damping: 0.6 }, 'damping must be a number from 0 to 0.5'],
  [{ minCustomers: 5 }, 'minCustomers must be a whole number from 20'],
  [{ margin: 0 }, 'margin must be a number above 0, at most 1'],
])('refuses %j', (given, fault) => expect(readChurnParams(given)).toEqual({ ok: false, faults: [fault] }));
