import { dayNumber } from './cadence-pace';
import type { ChurnContribution, ChurnDecision, ChurnModel, ChurnOutcome, ChurnStanding } from './churn-decision';
import { likeOdds } from './churn-odds';
import { usualPace } from './churn-pace';
import type { ChurnParams } from './churn-params';
import { churnReasons } from './churn-reasons';
import { churnFound, type ChurnFound, type ChurnSubject } from './churn-risk';
import { Forecaster } from './forecaster';

const contributionsOf = (
  { score, overdueRatio }: ChurnFound,
  { bad }: ChurnSubject,
  close: number,
): readonly ChurnContribution[] => [
  { factor: 'expected-purchases', value: score },
  { factor: 'overdue', value: overdueRatio },
  ...bad.map(({ kind, day, eventId }) => ({ factor: kind, value: close - day, events: [eventId] })),
];

const clearedWhy = (found: ChurnFound | null, hasModel: boolean): string =>
  !hasModel ? 'no-model' : found === null ? 'no-pace' : 'less-likely';

/**
 * The churn signal at the end of a day from a model of repeat buying (domain.md, 6, non-contractual): score = 1 − expected purchases
 * within the horizon ÷ the same on the day after the last purchase. By the score alone nobody is signalled who is not overdue by
 * their own pace; a bad experience lifts the level by one. A level rises at once and falls when the score is `damping` below it; the
 * signal is cleared when the customer bought again. Without a model that may decide nobody is signalled.
 */
export const churn = <S extends ChurnSubject>(
  subjects: readonly S[],
  previous: ReadonlyMap<string, ChurnStanding>,
  { date, model, params }: { readonly date: string; readonly model: ChurnModel | null; readonly params: ChurnParams },
): ChurnOutcome<S> => {
  const close = dayNumber(date);
  const forecaster = model && new Forecaster(model, params.horizonDays);
  const usual = usualPace(subjects);
  const decisions: ChurnDecision<S>[] = [];
  const standings = new Map<string, ChurnStanding>();
  let population = 0;
  for (const subject of subjects) {
    const { customer, days } = subject;
    const before = previous.get(customer);
    const lastDay = days[days.length - 1]!;
    const isBack = before !== undefined && lastDay > before.lastDay;
    const look = forecaster && { close, forecaster, usual, params };
    const found = look && churnFound(subject, look, isBack ? null : before?.ofScore);
    if (found) population++;
    const level = found?.level ?? null;
    if (before && (isBack || level === null)) {
      const why = isBack ? 'bought-again' : clearedWhy(found, model !== null);
      decisions.push({ kind: 'cleared', customer, level: before.level, why });
    } else if (before && before.level === level) standings.set(customer, before);
    else if (found && level !== null) {
      const odds = likeOdds(model!.odds, found.score, found.gaps);
      const reasons = churnReasons(found, subject, odds, { close, horizonDays: params.horizonDays });
      const risk = { ...found, level, odds, contributions: contributionsOf(found, subject, close), reasons };
      standings.set(customer, { level, ofScore: found.ofScore, lastDay, since: date });
      if (before) decisions.push({ kind: 'changed', customer, subject, risk, previousLevel: before.level });
      else decisions.push({ kind: 'raised', customer, subject, risk });
    }
  }
  const known = new Set(subjects.map(({ customer }) => customer));
  for (const [customer, { level }] of previous)
    if (!known.has(customer)) decisions.push({ kind: 'cleared', customer, level, why: 'no-longer-known' });
  decisions.sort((a, b) => (a.customer < b.customer ? -1 : 1));
  return { decisions, standings, population, figures: countsOf(decisions, standings) };
};

const countsOf = (
  decisions: readonly ChurnDecision[],
  standings: ReadonlyMap<string, ChurnStanding>,
): ChurnOutcome['figures'] => {
  const levels = { watch: 0, 'at-risk': 0, critical: 0 };
  for (const { level } of standings.values()) levels[level]++;
  const kinds = { raised: 0, changed: 0, cleared: 0 };
  for (const { kind } of decisions) kinds[kind]++;
  return { levels, ...kinds };
};
