import { enoughBuyers } from './buying-model';
import { dayText } from './cadence-pace';
import { judgeChurn } from './churn-judged';
import { learnChurn, learnedChurn, type ChurnTask } from './churn-learn';
import type { ChurnParams } from './churn-params';
import type { ChurnSubject } from './churn-risk';
import { learnClv, type ClvTask } from './clv-learn';
import { learnContracts, type ContractTask } from './contracts/contract-learn';
import type { Learned } from './learned-model';

/** To judge a churn model: frozen on a day, held against what happened until another. */
export interface JudgeChurnTask {
  readonly kind: 'judge-churn';
  /** Day numbers. */
  readonly frozen: number;
  readonly until: number;
  readonly params: ChurnParams;
  /** Purchase days up to `until`, bad experiences as of `frozen`. */
  readonly subjects: readonly ChurnSubject[];
}

/** Something to learn or to judge that takes seconds; plain data, so that it can go to another thread. */
export type LearnTask = ChurnTask | JudgeChurnTask | ClvTask | ContractTask;

/** Does it, in this thread. */
export const learnModel = (task: LearnTask): Learned => {
  if (task.kind === 'churn') return learnChurn(task);
  if (task.kind === 'contract-churn') return learnContracts(task);
  return task.kind === 'clv' ? learnClv(task) : judged(task);
};

const judged = ({ frozen, until, params, subjects }: JudgeChurnTask): Learned => {
  const then = subjects.map(({ days }) => days.filter((day) => day <= frozen)).filter(({ length }) => length > 0);
  // As at a close: of fewer customers the rule would have had no model, and what came out would be chance.
  const tooFew = enoughBuyers(`by the end of ${dayText(frozen)} only`, then, params.minCustomers);
  if (tooFew !== null) return { none: tooFew };
  try {
    const judgement = judgeChurn(subjects, { frozen, until }, params);
    return learnedChurn(judgement.fitted, judgement);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { none: `the model could not be fitted: ${error.message}` };
  }
};
