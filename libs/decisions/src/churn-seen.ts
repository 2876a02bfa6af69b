import type { ChurnFound } from './churn-risk';

/** One customer on the frozen day: what the model says of them, and what came of it. */
export interface Seen {
  readonly found: ChurnFound | null;
  readonly daysSince: number;
  readonly gaps: number;
  /** Purchases that are expected until the outcome is looked at, and the probability that there is none. */
  readonly expected: number;
  readonly noPurchase: number;
  readonly isGone: boolean;
}

/** For figures that are kept. */
export const fourPlaces = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 1e4) / 1e4;
