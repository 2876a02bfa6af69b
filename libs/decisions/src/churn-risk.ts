import { paceOver } from './cadence-pace';
import type { ChurnLevel } from './cadence-risk';
import type { EngagementFall } from './engagement';
import { damped, levelUp } from './churn-levels';
import type { ChurnParams } from './churn-params';
import type { Forecaster } from './forecaster';
import type { GapPool } from './lifecycle-gaps';

/** Something that happened and that nobody likes; by what it was. */
export interface BadExperience {
  /** `complaint-open`, `delivery-failed`, … */
  readonly kind: string;
  /** When it happened, a day number. */
  readonly day: number;
  readonly eventId: string;
  /** Of `less-engaged`: where, and how much less. */
  readonly fall?: EngagementFall;
  /** Of `repeated-contact`: how often they came within seven days. */
  readonly times?: number;
}

/** One customer as the rule sees them at the end of a day. */
export interface ChurnSubject {
  readonly customer: string;
  /** Purchase days up to it as day numbers, rising, each once. */
  readonly days: readonly number[];
  /** Product category of each of them; absent = none is named. */
  readonly categories?: readonly (string | null)[];
  /** Those that still count on that day, newest first. */
  readonly bad: readonly BadExperience[];
}

/** Whose gaps a pace is the median of. */
export type PaceOf = 'own' | 'category' | 'all';

/** What a model and the customer's pace say of them at the end of a day. */
export interface ChurnFound {
  /** 1 − expected purchases within the horizon ÷ the same on the day after the last purchase; six places. */
  readonly score: number;
  readonly expected: number;
  readonly expectedAtOnce: number;
  readonly alive: number;
  /** Days since the last purchase ÷ the median gap, four places. */
  readonly overdueRatio: number;
  readonly medianGapDays: number;
  readonly paceOf: PaceOf;
  readonly gaps: number;
  readonly daysSince: number;
  /** The level by score and pace alone. */
  readonly ofScore: ChurnLevel | null;
  /** The level that is signalled: one higher after a bad experience. */
  readonly level: ChurnLevel | null;
}

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places;

/** How the days of a customer are looked at. */
export interface ChurnLook {
  /** A day number. */
  readonly close: number;
  readonly forecaster: Forecaster;
  readonly usual: GapPool;
  readonly params: ChurnParams;
}

/**
 * What is known of one customer (domain.md, 6): the fall of what the model expects, and how overdue they are by their own median gap,
 * with fewer than `minGaps` gaps by that of their last category, or of everybody. Null when nobody has a pace.
 * @param held the level by score that the last decision named, since the last purchase
 */
export const churnFound = (
  { days, categories, bad }: Pick<ChurnSubject, 'days' | 'categories' | 'bad'>,
  { close, forecaster, usual, params }: ChurnLook,
  held: ChurnLevel | null = null,
): ChurnFound | null => {
  const gaps = days.length - 1;
  const others = gaps >= params.minGaps ? null : usual.of(categories?.at(-1) ?? null);
  if (gaps < params.minGaps && others === null) return null;
  const medianGapDays = others ? others.lapsingAfter : paceOver(days).median();
  const daysSince = close - days.at(-1)!;
  const { alive, expected, expectedAtOnce } = forecaster.of(days, close);
  const score = expectedAtOnce > 0 ? Math.min(1, Math.max(0, 1 - expected / expectedAtOnce)) : 0;
  const ratio = daysSince / medianGapDays;
  const ofScore = ratio > params.overdueFrom ? damped(score, held, params) : null;
  return {
    ...{ score: rounded(score, 6), alive: rounded(alive, 6) },
    ...{ expected: rounded(expected, 6), expectedAtOnce: rounded(expectedAtOnce, 6) },
    ...{ overdueRatio: rounded(ratio, 4), medianGapDays, gaps, daysSince },
    paceOf: others === null ? 'own' : others.category === null ? 'all' : 'category',
    ...{ ofScore, level: bad.length > 0 ? levelUp(ofScore) : ofScore },
  };
};
