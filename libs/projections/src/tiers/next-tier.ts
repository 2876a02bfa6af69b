import { subtractDecimal } from '@rapport/events';
import type { TierDecision } from './fold';

/** What is missing to the tier above. */
export interface NextTier {
  readonly tier: string;
  /** What the last member of that tier is worth more; '0.00' = a tie that the earlier first sale decided. */
  readonly distance: string;
}

/** How far a ranked customer is from the next better tier that has members; null at the top and for those not ranked. */
export const nextTier = ({ cutoffs, rank, value, rankTier }: TierDecision): NextTier | null => {
  if (rank === null || value === null) return null;
  const above = cutoffs.findLast(
    (cutoff) => cutoff.rank < rank && cutoff.value !== undefined && cutoff.tier !== rankTier,
  );
  return above?.value === undefined ? null : { tier: above.tier, distance: subtractDecimal(above.value, value) };
};
