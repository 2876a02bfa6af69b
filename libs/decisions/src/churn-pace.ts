import type { ChurnSubject } from './churn-risk';
import { GapPool } from './lifecycle-gaps';

/** Gaps that a category, or everybody, must have before their median means anything. */
const GAPS_MIN = 20;

/** The usual gap of each category and of everybody, from customers' purchase days. */
export const usualPace = (subjects: Iterable<Pick<ChurnSubject, 'days' | 'categories'>>): GapPool => {
  const pool = new GapPool({ lapsingPercentile: 50, lapsedPercentile: 100, minGaps: GAPS_MIN });
  for (const { days, categories } of subjects)
    pool.add(days.map((day, nth) => ({ day, category: categories?.[nth] ?? null })));
  return pool;
};
