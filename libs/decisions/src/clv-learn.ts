import { enoughBuyers } from './buying-model';
import { fitted, judgeClv, until } from './clv-judged';
import type { ClvParams } from './clv-params';
import type { ClvSubject } from './clv-subject';
import type { Learned } from './learned-model';

/** What a model of lifetime value is learned from; plain data, so that it can go to another thread. */
export interface ClvTask {
  readonly kind: 'clv';
  /** The day at whose end it is fitted, a day number. */
  readonly close: number;
  readonly params: ClvParams;
  readonly subjects: readonly ClvSubject[];
}

/**
 * Fits both models to the whole history, and judges them on the last `holdoutDays`. Takes up to seconds: a host calls it in another
 * thread.
 */
export const learnClv = (task: ClvTask): Learned => {
  const { close, params, subjects } = task;
  const frozen = close - params.holdoutDays;
  const days = until(subjects, frozen).map((subject) => subject.days);
  const tooFew = enoughBuyers(`${params.holdoutDays} days before the close only`, days, params.minCustomers);
  if (tooFew !== null) return { none: tooFew };
  try {
    return { ...fitted(subjects, close, params), ...judgeClv(subjects, frozen, task) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { none: `the model could not be fitted: ${error.message}` };
  }
};
