import { logLoss } from '@rapport/models';
import { dayText } from '../cadence-pace';
import type { Learned } from '../learned-model';
import { tenureShares } from './contract-baseline';
import type { ContractRow } from './contract-facts';
import { fitContracts } from './contract-fit';
import { crossed, heldAgainst } from './contract-held';
import { judgedContracts } from './contract-judged';
import { endsWithin } from './contract-model';
import type { ContractParams } from './contract-params';

/** What a model of contracts is learned from; plain data, so that it can go to another thread. */
export interface ContractTask {
  readonly kind: 'contract-churn';
  /** Last day whose outcome is known, and the last day that is looked at; day numbers. */
  readonly until: number;
  readonly frozen: number;
  readonly params: ContractParams;
  /** Contracts on past days whose outcome was known by `frozen`, or (without `later`) by `until`. */
  readonly rows: readonly ContractRow[];
  /** Contracts on the frozen day, to hold a model against that knew nothing after it; absent = fifths of the rows stand for what nobody has seen. */
  readonly later?: readonly ContractRow[];
}

const enough = ({ rows, params }: ContractTask): string | null => {
  const ended = rows.filter((row) => row.ended).length;
  if (rows.length < params.minContracts)
    return `of only ${rows.length} contracts on past days is it known what became of them within ${params.horizonDays} days, fewer than ${params.minContracts}`;
  if (ended < params.minEnded) return `only ${ended} contracts had ended within ${params.horizonDays} days, fewer than ${params.minEnded}`;
  return rows.length - ended < params.minEnded ? `only ${rows.length - ended} contracts had not ended within ${params.horizonDays} days, fewer than ${params.minEnded}` : null;
}; // prettier-ignore

/**
 * Fits the model to contracts on past days, and judges it: against what nobody had seen by the frozen day where that is given, else by
 * fifths of the customers. It may decide only when it ranks better than the share of a like tenure
 * (AUC, by more than its standard error), and is the better probability (log loss).
 */
export const learnContracts = (task: ContractTask): Learned => {
  const { rows, later, params, frozen, until } = task;
  const tooFew = enough(task);
  if (tooFew !== null) return { none: tooFew };
  if (later?.length === 0) return { none: 'no contract ran on the frozen day' };
  try {
    const parameters = fitContracts(rows, params.horizonDays);
    const { horizonDays } = params;
    const held = later ? heldAgainst(rows, later, { parameters, horizonDays }) : crossed(rows, horizonDays);
    const { verdict: found, ...figures } = judgedContracts(held, params);
    const own = rows.map(({ facts }) => endsWithin(facts, params.horizonDays, parameters));
    const logLikelihood = -logLoss(own, rows.map(({ ended }) => ended))! * rows.length; // prettier-ignore
    return {
      ...{ model: 'contract-logistic', parameters: { ...parameters }, atBounds: [], ...found },
      logLikelihood: Math.round(logLikelihood * 1e3) / 1e3,
      customers: new Set(rows.map(({ customer }) => customer)).size,
      judged: { of: 'contracts', by: later ? 'later-days' : 'fifths', frozenOn: dayText(frozen), until: dayText(until), ...figures, tenure: tenureShares(rows) }, // prettier-ignore
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { none: `the model could not be fitted: ${error.message}` };
  }
};
