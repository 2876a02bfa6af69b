import { PYRAMID_TIERS, type PyramidClass } from './pyramid-ranking';

/** How a customer stands after a close; all that the next close needs of this one. */
export interface PyramidStanding {
  /** The tier that holds. */
  readonly tier: PyramidClass;
  /** The exact tier of the last close. */
  readonly rankTier: PyramidClass;
  /** Closes in a row at which the exact tier lay below the one that holds. */
  readonly below: number;
  /** The day since which the tier holds. */
  readonly since: string;
}

const place = (tier: PyramidClass): number => (PYRAMID_TIERS as readonly string[]).indexOf(tier);
const isRanked = (tier: PyramidClass): boolean => place(tier) >= 0;

/**
 * A tier rises at once and falls, to where the ranking then puts the customer, at the `dampingCloses`-th close below in a
 * row. Only tiers are damped: to have bought nothing in the window, or nothing at all, is a fact and no rank.
 */
export const stand = (
  before: PyramidStanding | undefined,
  rankTier: PyramidClass,
  date: string,
  dampingCloses: number,
): PyramidStanding => {
  if (before === undefined) return { tier: rankTier, rankTier, below: 0, since: date };
  const isBelow = isRanked(before.tier) && isRanked(rankTier) && place(rankTier) > place(before.tier);
  if (isBelow && before.below + 1 < dampingCloses) return { ...before, rankTier, below: before.below + 1 };
  // Most stay where they were: nothing new is kept of them.
  if (before.tier === rankTier && before.rankTier === rankTier && before.below === 0) return before;
  return { tier: rankTier, rankTier, below: 0, since: before.tier === rankTier ? before.since : date };
};
