import { buyingHistory, calibration, calibrationError } from '@rapport/models';
import { fitBuyingModel, type FittedBuying } from './buying-model';
import { flagsOf, type JudgedFlag } from './churn-flags';
import { churnOdds, type ChurnOddsCell } from './churn-odds';
import { usualPace } from './churn-pace';
import type { ChurnParams } from './churn-params';
import { rankingsOf, verdict, type JudgedRanking } from './churn-rankings';
import { churnFound, type ChurnSubject } from './churn-risk';
import { fourPlaces, type Seen } from './churn-seen';
import { Forecaster } from './forecaster';

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
    const { expected } = outlook.of(days, frozen);
    const noPurchase = outlook.noPurchase(days, frozen);
    return { found, daysSince: frozen - days.at(-1)!, gaps: days.length - 1, expected, noPurchase, isGone };
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
