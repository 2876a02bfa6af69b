import { auc, calibration, calibrationError, flagging, lift, logLoss } from '@rapport/models';
import { fourPlaces } from '../churn-seen';
import type { Held } from './contract-held';
import type { ContractParams } from './contract-params';
import { BY_TENURE, verdict } from './contract-verdict';

/** The model beside plain baselines, as the log keeps it, and what follows from that. */
export const judgedContracts = ({ rows, model, tenure }: Held, params: ContractParams) => {
  const outcomes = rows.map(({ ended }) => ended);
  const ranking = (by: string, scores: Float64Array) => ({ by, auc: fourPlaces(auc(scores, outcomes)), lift10: fourPlaces(lift(scores, outcomes, 0.1)) }); // prettier-ignore
  const rankings = [
    ranking('probability that it ends', model),
    ranking(BY_TENURE, tenure),
    ranking(
      'days until its last one',
      Float64Array.from(rows, ({ facts }) => -(facts.daysLeft ?? 1e6)),
    ),
    ranking(
      'notice was given',
      Float64Array.from(rows, ({ facts }) => (facts.notice ? 1 : 0)),
    ),
  ];
  const positives = outcomes.filter(Boolean).length;
  const base = positives / rows.length;
  const flag = (name: string, from: number) => {
    const { flagged, precision, recall } = flagging(model, outcomes, from);
    const times = flagged === 0 ? null : lift(tenure, outcomes, flagged / rows.length);
    return { flag: name, flagged, precision: fourPlaces(precision), recall: fourPlaces(recall), baseline: times === null ? null : fourPlaces(times * base) }; // prettier-ignore
  };
  const [loss, plainLoss] = [logLoss(model, outcomes)!, logLoss(tenure, outcomes)!];
  return {
    ...{ contracts: rows.length, gone: fourPlaces(base)!, rankings },
    ...{ logLoss: fourPlaces(loss)!, logLossOfBaseline: fourPlaces(plainLoss)! },
    calibrationError: fourPlaces(calibrationError(model, outcomes))!,
    calibration: calibration(model, outcomes).map(({ n, predicted, observed }) => ({ n, predicted: fourPlaces(predicted)!, observed: fourPlaces(observed)! })), // prettier-ignore
    flags: [flag('watch or more', params.watch), flag('at-risk or more', params.atRisk), flag('critical', params.critical)], // prettier-ignore
    verdict: verdict(
      { auc: rankings[0]!.auc, loss },
      { auc: rankings[1]!.auc, loss: plainLoss },
      { positives, negatives: rows.length - positives },
    ),
  };
};
