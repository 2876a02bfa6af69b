import { flagging, lift } from '@rapport/models';
import type { ChurnParams } from './churn-params';
import { fourPlaces, type Seen } from './churn-seen';

/** How right it was to flag somebody, beside flagging as many by days since the last purchase. */
export interface JudgedFlag {
  readonly flag: string;
  readonly flagged: number;
  readonly precision: number | null;
  readonly recall: number | null;
  /** Precision of flagging as many who have been away for longest. */
  readonly longestAway: number | null;
}

const LEVEL_FLAGS = [
  ['watch or more', ['watch', 'at-risk', 'critical']],
  ['at-risk or more', ['at-risk', 'critical']],
  ['critical', ['critical']],
] as const;

/** Precision when as many are flagged who have been away for longest; of equal days each counts in part. */
const longestAway = (seen: readonly Seen[], gone: readonly boolean[], flagged: number): number | null => {
  if (flagged === 0) return null;
  const base = gone.filter(Boolean).length / gone.length;
  const times = lift(seen.map(({ daysSince }) => daysSince), gone, flagged / gone.length); // prettier-ignore
  return times === null ? 0 : fourPlaces(times * base);
};

/** Every level, and a plain flag beside them. */
export const flagsOf = (
  seen: readonly Seen[],
  gone: readonly boolean[],
  params: ChurnParams,
): readonly JudgedFlag[] => {
  const flag = (name: string, isFlagged: (one: Seen) => boolean): JudgedFlag => {
    const { flagged, precision, recall } = flagging(seen.map((one) => (isFlagged(one) ? 1 : 0)), gone, 1); // prettier-ignore
    const rates = { precision: fourPlaces(precision), recall: fourPlaces(recall) };
    return { flag: name, flagged, ...rates, longestAway: longestAway(seen, gone, flagged) };
  };
  return [
    ...LEVEL_FLAGS.map(([name, levels]) =>
      flag(name, ({ found }) => (levels as readonly (string | null)[]).includes(found?.level ?? null)),
    ),
    flag(`no purchase for ${params.horizonDays} days`, ({ daysSince }) => daysSince >= params.horizonDays),
  ];
};
