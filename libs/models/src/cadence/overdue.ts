import { quantile, sortedSample } from '../numeric/quantile';

/** How overdue somebody is, and by which pace. */
export interface Overdue {
  /** Idle days ÷ `pace`: 1 is due, 3 is three times too late. */
  readonly ratio: number;
  /** Days between two purchases that are held against. */
  readonly pace: number;
  /** How much the customer's own gaps count in it: 0 to 1. */
  readonly credibility: number;
}

export interface OverdueOptions {
  /** Median gap of the category, in days: what is known of somebody before they have gaps of their own. */
  readonly categoryGap: number;
  /** How many gaps of their own weigh as much as the category does (3); 0 takes the own median as soon as there is one. */
  readonly priorGaps?: number;
}

/**
 * Days since the last purchase ÷ the customer's own median gap, drawn to the category's: pace = z × own + (1 − z) × category with credibility
 * z = n / (n + k) of n gaps (Bühlmann 1967, "Experience rating and credibility", ASTIN Bulletin 4(3)). Without gaps it is the category's
 * pace. A weak signal on real logs: show it with the odds of coming back, never alone.
 * @throws RangeError when a gap, the category's or the days idle have no meaning
 */
export const overdue = (
  gaps: ArrayLike<number>,
  idleDays: number,
  { categoryGap, priorGaps = 3 }: OverdueOptions,
): Overdue => {
  if (!(idleDays >= 0 && Number.isFinite(idleDays))) throw new RangeError(`idle days must be from 0, not ${idleDays}`);
  if (!(categoryGap > 0 && Number.isFinite(categoryGap))) throw new RangeError(`the category's gap must be above 0`);
  if (!(priorGaps >= 0)) throw new RangeError(`prior gaps must be from 0, not ${priorGaps}`);
  const sorted = sortedSample(Array.from(gaps));
  if (sorted.length > 0 && !(sorted[0]! > 0)) throw new RangeError('a gap must be above 0 days');
  const credibility = sorted.length === 0 ? 0 : sorted.length / (sorted.length + priorGaps);
  const own = sorted.length === 0 ? categoryGap : quantile(sorted, 1, 2);
  const pace = credibility * own + (1 - credibility) * categoryGap;
  return { ratio: idleDays / pace, pace, credibility };
};
