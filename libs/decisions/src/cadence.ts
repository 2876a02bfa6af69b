import { Odds, type OddsCell } from './cadence-odds';
import { dayNumber } from './cadence-pace';
import type { CadenceParams } from './cadence-params';
import { atOnce, eachInSteps, type Steps } from './steps';
import { riskOf, type ChurnLevel, type Judged, type Rhythm, type Risk } from './cadence-risk';

/** A signal that holds; all that the next close needs of this one. */
export interface SignalStanding {
  readonly level: ChurnLevel;
  /** The last purchase day, a day number, when the signal was raised. */
  readonly lastDay: number;
  /** The day since which the level holds. */
  readonly since: string;
}

/** Why a signal no longer holds. */
export type ClearedWhy = 'bought-again' | 'odds-improved' | 'too-few-gaps' | 'no-longer-known';

/** A decision; there is at most one per customer and close. */
export type SignalDecision<R extends Rhythm = Rhythm> =
  | { readonly kind: 'raised'; readonly customer: string; readonly rhythm: R; readonly risk: RaisedRisk }
  | {
      readonly kind: 'changed';
      readonly customer: string;
      readonly rhythm: R;
      readonly risk: RaisedRisk;
      readonly previousLevel: ChurnLevel;
    }
  | { readonly kind: 'cleared'; readonly customer: string; readonly level: ChurnLevel; readonly why: ClearedWhy };
export type RaisedRisk = Risk & { readonly level: ChurnLevel };

export interface CadenceFigures {
  /** Signals that hold after the close. */
  readonly levels: Readonly<Record<ChurnLevel, number>>;
  readonly raised: number;
  readonly changed: number;
  readonly cleared: number;
  /** Past situations altogether, and the table that the odds came from. */
  readonly situations: number;
  readonly odds: readonly OddsCell[];
}

export interface CadenceOutcome<R extends Rhythm = Rhythm> {
  /** Only what changed, by handle. */
  readonly decisions: readonly SignalDecision<R>[];
  /** The signals that hold; give them to the next close. */
  readonly standings: ReadonlyMap<string, SignalStanding>;
  /** Customers with enough gaps to be judged. */
  readonly population: number;
  readonly figures: CadenceFigures;
}

/**
 * The churn signal at the end of a day, from each customer's own cadence (domain.md, 6): the overdue ratio is the days since
 * the last purchase ÷ the customer's own median gap between purchase days; the score is 1 − the share of this
 * installation's past situations with a like ratio and number of gaps that bought again within the horizon (see `Odds`).
 * Nobody is signalled who is not yet overdue. A signal is raised, changed with its level, and cleared when the customer
 * bought again; when they are late once more by then, the next close says so. Goes through `rhythms` twice.
 */
export const cadence = <R extends Rhythm>(...given: Given<R>): CadenceOutcome<R> => atOnce(cadenceInSteps(...given));

type Given<R extends Rhythm> = readonly [
  rhythms: Iterable<R>,
  previous: ReadonlyMap<string, SignalStanding>,
  how: { readonly date: string } & CadenceParams,
];

/** `cadence`, in steps. */
export const cadenceInSteps = function* <R extends Rhythm>(
  ...[rhythms, previous, { date, ...params }]: Given<R>
): Steps<CadenceOutcome<R>> {
  const close = dayNumber(date);
  const odds = new Odds(close, params);
  yield* eachInSteps(rhythms, ({ days }) => odds.add(days));
  const decisions: SignalDecision<R>[] = [];
  const standings = new Map<string, SignalStanding>();
  const unseen = new Set(previous.keys());
  let population = 0;
  yield* eachInSteps(rhythms, (rhythm) => {
    const before = previous.get(rhythm.customer);
    unseen.delete(rhythm.customer);
    const judged = riskOf(rhythm, close, odds, params);
    if (judged) population++;
    const { decision, standing } = judge(rhythm, before, judged, date);
    if (decision) decisions.push(decision);
    if (standing) standings.set(rhythm.customer, standing);
  });
  for (const customer of unseen) {
    const { level } = previous.get(customer)!;
    decisions.push({ kind: 'cleared', customer, level, why: 'no-longer-known' });
  }
  decisions.sort((a, b) => (a.customer < b.customer ? -1 : 1));
  return { decisions, standings, population, figures: figuresOf(decisions, standings, odds) };
};

const judge = <R extends Rhythm>(
  rhythm: R,
  before: SignalStanding | undefined,
  judged: Judged | null,
  date: string,
): { readonly decision?: SignalDecision<R>; readonly standing?: SignalStanding } => {
  const { customer, days } = rhythm;
  const lastDay = days[days.length - 1] ?? 0;
  const level = judged?.level ?? null;
  if (before && (level === null || lastDay > before.lastDay)) {
    const why = lastDay > before.lastDay ? 'bought-again' : judged ? 'odds-improved' : 'too-few-gaps';
    return { decision: { kind: 'cleared', customer, level: before.level, why } };
  }
  if (judged === null || level === null) return {};
  if (before?.level === level) return { standing: before };
  const raised = { ...judged.risk(), level };
  const standing = { level, lastDay, since: date };
  return before
    ? { decision: { kind: 'changed', customer, rhythm, risk: raised, previousLevel: before.level }, standing }
    : { decision: { kind: 'raised', customer, rhythm, risk: raised }, standing };
};

const figuresOf = (
  decisions: readonly SignalDecision[],
  standings: ReadonlyMap<string, SignalStanding>,
  odds: Odds,
): CadenceFigures => {
  const levels = { watch: 0, 'at-risk': 0, critical: 0 };
  for (const { level } of standings.values()) levels[level]++;
  const kinds = { raised: 0, changed: 0, cleared: 0 };
  for (const { kind } of decisions) kinds[kind]++;
  const table = odds.table();
  return { levels, ...kinds, situations: table.reduce((sum, { n }) => sum + n, 0), odds: table };
};
