import type { LearnedModel } from '../learned-model';

/** The plain baseline, in words. */
export const BY_TENURE = 'share that ended among a like tenure';

/** How well somebody told which contracts end: AUC, and the mean of −ln of the probability of what happened. */
interface Told {
  readonly auc: number | null;
  readonly loss: number;
}

const text = (value: number | null): string => (value === null ? 'not known' : value.toFixed(3));

/** Standard error of an AUC (Hanley & McNeil 1982, Radiology 143(1), formula 1): with few ends a ranking is better than another by chance. */
const aucError = (area: number, positives: number, negatives: number): number => {
  const [two, both] = [area / (2 - area), (2 * area * area) / (1 + area)];
  const variance = area * (1 - area) + (positives - 1) * (two - area ** 2) + (negatives - 1) * (both - area ** 2);
  return Math.sqrt(variance / (positives * negatives));
};

/** Whether the model may decide, and why. */
export const verdict = (
  mine: Told,
  plain: Told,
  { positives, negatives }: { readonly positives: number; readonly negatives: number },
): Pick<LearnedModel, 'promoted' | 'reason'> => {
  if (mine.auc === null || plain.auc === null)
    return { promoted: false, reason: 'all contracts came to the same end, so nothing can be told apart' };
  const surely = mine.auc - aucError(mine.auc, positives, negatives);
  const promoted = surely > Math.max(plain.auc, 0.5) && mine.loss < plain.loss;
  const beside = `AUC ${text(mine.auc)}, log loss ${text(mine.loss)}; ${BY_TENURE}: ${text(plain.auc)}, ${text(plain.loss)}`;
  return promoted
    ? { promoted, reason: `promoted: tells which contracts end better than the plain baseline (${beside})` }
    : { promoted, reason: `not promoted: tells which contracts end no better than the plain baseline (${beside})` };
};
