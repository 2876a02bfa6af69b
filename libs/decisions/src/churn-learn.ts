import { buyingHistory } from '@rapport/models';
import { enoughBuyers, fitBuyingModel, type BuyingModelName, type FittedBuying } from './buying-model';
import { dayText } from './cadence-pace';
import type { ChurnModel } from './churn-decision';
import { judgeChurn, type ChurnJudgement } from './churn-judged';
import type { ChurnOddsCell } from './churn-odds';
import type { ChurnParams } from './churn-params';
import type { ChurnSubject } from './churn-risk';
import type { Learned, LearnedModel } from './learned-model';

/** What a model of churn is learned from; plain data, so that it can go to another thread. */
export interface ChurnTask {
  readonly kind: 'churn';
  /** The day at whose end it is fitted, a day number. */
  readonly close: number;
  readonly params: ChurnParams;
  /** Purchase days up to it; bad experiences as they were `horizonDays` before. */
  readonly subjects: readonly ChurnSubject[];
}

/**
 * Fits the model to the whole history, and judges it on the last `horizonDays`: it is frozen before them and held against what
 * happened. Takes up to seconds: a host calls it in another thread.
 */
export const learnChurn = ({ close, params, subjects }: ChurnTask): Learned => {
  const frozen = close - params.horizonDays;
  const all = subjects.map(({ days }) => days);
  const then = all.map((days) => days.filter((day) => day <= frozen)).filter(({ length }) => length > 0);
  const tooFew = enoughBuyers(`${params.horizonDays} days before the close only`, then, params.minCustomers);
  if (tooFew !== null) return { none: tooFew };
  try {
    const fitted = fitBuyingModel(params.model, all.map((days) => buyingHistory(days, close))); // prettier-ignore
    const judged = judgeChurn(subjects, { frozen, until: close }, params);
    return learnedChurn(fitted, judged);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { none: `the model could not be fitted: ${error.message}` };
  }
};

/** A fitted model with the judgement that lets it decide, or not. */
export const learnedChurn = (
  { model, parameters, logLikelihood, customers, atBounds }: FittedBuying,
  { promoted, reason, fitted, frozen, until, ...judged }: ChurnJudgement,
): LearnedModel => ({
  ...{ model, parameters: { buying: parameters }, logLikelihood, customers, atBounds, promoted, reason },
  judged: { frozenOn: dayText(frozen), until: dayText(until), ...judged, fittedThen: fitted },
});

/** The model that decides, from what was learned. */
export const churnModelOf = ({ model, parameters, judged }: LearnedModel): ChurnModel => ({
  ...{ model: model as BuyingModelName, parameters: parameters['buying']! },
  odds: judged['odds'] as readonly ChurnOddsCell[],
});
