import { auc, buyingHistory, calibration, calibrationError, flagging, lift } from '@rapport/models';
import { Forecaster, fitBuyingModel, type FittedBuying } from './buying-model';
import { churnOdds, type ChurnOddsCell } from './churn-odds';
import type { ChurnParams } from './churn-params';
import { churnFound, usualPace, type ChurnFound, type ChurnSubject } from './churn-risk';

/** How well a ranking told who would not buy again: AUC, and how many times as frequent that is in its highest tenth. */
export interface JudgedRanking {
  readonly by: string;
  readonly auc: number | null;
  readonly lift10: number | null;
}

/** How right it was to flag somebody, beside flagging as many by days since the last purchase. */
export interface JudgedFlag {
  readonly flag: string;
  readonly flagged: number;
  readonly precision: number | null;
  readonly recall: number | null;
  /** Precision of flagging as many who have been away for longest. */
  readonly longestAway: number | null;
}

/** A model on days that it had not seen. */
export interface ChurnJudgement {
  /** Last day that it knew, and last day whose outcome is known; day numbers. */
  readonly frozen: number;
  readonly until: number;
  readonly customers: number;
  /** Share of them who bought nothing in between. */
  readonly gone: number;
  /** As it was fitted on the frozen day. */
  readonly fitted: FittedBuying;
  /** The model first, plain baselines after it. */
  readonly rankings: readonly JudgedRanking[];
  /** Mean distance of predicted from observed probability, and both side by side. */
  readonly calibrationError: number;
  readonly calibration: readonly { readonly n: number; readonly predicted: number; readonly observed: number }[];
  readonly flags: readonly JudgedFlag[];
  readonly odds: readonly ChurnOddsCell[];
  readonly promoted: boolean;
  /** Why, in words. */
  readonly reason: string;
}

/** What is ranked by; the model must beat every one of `PLAIN`. */
export const MODEL = 'model';
const RECENCY = 'days since the last purchase';
const PLAIN = [RECENCY, 'overdue by own pace'] as const;

const fourPlaces = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);
const text = (value: number | null): string => (value === null ? 'not known' : value.toFixed(3));

const LEVEL_FLAGS = [
  ['watch or more', ['watch', 'at-risk', 'critical']],
  ['at-risk or more', ['at-risk', 'critical']],
  ['critical', ['critical']],
] as const;

/** One customer on the frozen day: what the model says of them, and what came of it. */
interface Seen {
  readonly found: ChurnFound | null;
  readonly daysSince: number;
  readonly gaps: number;
  readonly noPurchase: number;
  readonly isGone: boolean;
}

const rankingsOf = (seen: readonly Seen[], gone: readonly boolean[], params: ChurnParams): readonly JudgedRanking[] => {
  const by = (name: string, score: (one: Seen) => number): JudgedRanking => {
    const scores = seen.map(score);
    return { by: name, auc: fourPlaces(auc(scores, gone)), lift10: fourPlaces(lift(scores, gone, 0.1)) };
  };
  return [
    by(MODEL, ({ noPurchase }) => noPurchase),
    by('fewest expected purchases', ({ found }) => -(found?.expected ?? 0)),
    by('score of the signal', ({ found }) => found?.score ?? 0),
    by('one minus P(alive)', ({ found }) => 1 - (found?.alive ?? 1)),
    by(RECENCY, ({ daysSince }) => daysSince),
    by('overdue by own pace', ({ found }) => found?.overdueRatio ?? 0),
    by(`no purchase for ${params.horizonDays} days`, ({ daysSince }) => (daysSince >= params.horizonDays ? 1 : 0)),
  ];
};

/** Precision when as many are flagged who have been away for longest; of equal days each counts in part. */
const longestAway = (seen: readonly Seen[], gone: readonly boolean[], flagged: number): number | null => {
  if (flagged === 0) return null;
  const base = gone.filter(Boolean).length / gone.length;
  const times = lift(seen.map(({ daysSince }) => daysSince), gone, flagged / gone.length); // prettier-ignore
  return times === null ? 0 : fourPlaces(times * base);
};

const flagsOf = (seen: readonly Seen[], gone: readonly boolean[], params: ChurnParams): readonly JudgedFlag[] => {
  const flag = (name: string, isFlagged: (one: Seen) => boolean): JudgedFlag => {
    const { flagged, precision, recall } = flagging(seen.map((one) => (isFlagged(one) ? 1 : 0)), gone, 1); // prettier-ignore
    const rates = { precision: fourPlaces(precision), recall: fourPlaces(recall) };
    return { flag: name, flagged, ...rates, longestAway: longestAway(seen, gone, flagged) };
  };
  return [
    ...LEVEL_FLAGS.map(([name, levels]) =>
      flag(name, ({ found }) => (levels as readonly (string | null)[]).includes(found?.level ?? null)),
    ),
    flag(`no purchase for ${params.horizonDays} days`, ({ daysSince }) => daysSince >= params.horizonDays),
  ];
};

const verdict = (rankings: readonly JudgedRanking[]): Pick<ChurnJudgement, 'promoted' | 'reason'> => {
  const of = (name: string): number | null => rankings.find(({ by }) => by === name)!.auc;
  const mine = of(MODEL);
  const best = PLAIN.map((name) => ({ name, auc: of(name) })).sort((a, b) => (b.auc ?? 0) - (a.auc ?? 0))[0]!;
  if (mine === null || best.auc === null)
    return { promoted: false, reason: 'all customers came to the same end, so nothing can be told apart' };
  const promoted = mine > best.auc;
  const beside = `AUC ${text(mine)}, ${best.name} ${text(best.auc)}`;
  return promoted
    ? { promoted, reason: `promoted: ranks who will stay away better than the best plain baseline (${beside})` }
    : { promoted, reason: `not promoted: ranks who will stay away no better than a plain baseline (${beside})` };
};

/**
 * Judges the model and the signals that it would have raised: everything is frozen at the end of a past day, the model is fitted
 * to what was there, and held against who bought nothing until a later day. Rankings by which somebody does without a model
 * stand beside it. `subjects` have purchase days up to the later day and the bad experiences of the frozen one.
 * @throws RangeError when nobody had bought by the frozen day
 */
export const judgeChurn = (
  subjects: readonly ChurnSubject[],
  { frozen, until }: { readonly frozen: number; readonly until: number },
  params: ChurnParams,
): ChurnJudgement => {
  const known = subjects
    .map((subject) => ({ subject, days: subject.days.filter((day) => day <= frozen) }))
    .filter(({ days }) => days.length > 0)
    .map(({ subject, days }) => ({
      ...{ ...subject, days, isGone: !subject.days.some((day) => day > frozen && day <= until) },
      ...(subject.categories && { categories: subject.categories.slice(0, days.length) }),
    }));
  const fitted = fitBuyingModel(params.model, known.map(({ days }) => buyingHistory(days, frozen))); // prettier-ignore
  const forecaster = new Forecaster(fitted, params.horizonDays);
  const outlook = new Forecaster(fitted, until - frozen);
  const look = { close: frozen, forecaster, usual: usualPace(known), params };
  const seen = known.map((one): Seen => {
    const { days, isGone } = one;
    const found = churnFound(one, look);
    const noPurchase = outlook.noPurchase(days, frozen);
    return { found, daysSince: frozen - days.at(-1)!, gaps: days.length - 1, noPurchase, isGone };
  });
  const gone = seen.map(({ isGone }) => isGone);
  const predicted = seen.map(({ noPurchase }) => noPurchase);
  const rankings = rankingsOf(seen, gone, params);
  const outcomes = seen.flatMap(({ found, gaps, isGone }) => (found ? [{ score: found.score, gaps, isBack: !isGone }] : [])); // prettier-ignore
  return {
    ...{ frozen, until, customers: seen.length, fitted, rankings },
    gone: fourPlaces(gone.filter(Boolean).length / gone.length)!,
    calibrationError: fourPlaces(calibrationError(predicted, gone))!,
    calibration: calibration(predicted, gone).map(({ n, ...both }) => ({
      ...{ n, predicted: fourPlaces(both.predicted)!, observed: fourPlaces(both.observed)! },
    })),
    ...{ flags: flagsOf(seen, gone, params), odds: churnOdds(outcomes), ...verdict(rankings) },
  };
};
