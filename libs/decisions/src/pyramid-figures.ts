import { addDecimal } from '@rapport/events';
import type { PyramidStanding } from './pyramid-standing';
import type { PyramidClass, PyramidMember } from './pyramid-ranking';

/** What a close of the pyramid found, for its record. */
export interface PyramidFigures {
  /** Customers by the tier that holds. */
  readonly tiers: Readonly<Record<PyramidClass, number>>;
  /** Customers by the exact tier. */
  readonly rankTiers: Readonly<Record<PyramidClass, number>>;
  /** Value of all who were ranked. */
  readonly value: string;
  /** Decisions of each kind. */
  readonly assigned: number;
  readonly ended: number;
}

const nobody = (): Record<PyramidClass, number> => ({
  ...{ platinum: 0, gold: 0, iron: 0, lead: 0 },
  ...{ inactive: 0, prospect: 0 },
});

/** Counts a close. */
export const pyramidFigures = (
  ranked: readonly PyramidMember[],
  standings: ReadonlyMap<string, PyramidStanding>,
  assigned: number,
  ended: number,
): PyramidFigures => {
  const tiers = nobody();
  const rankTiers = nobody();
  for (const { tier, rankTier } of standings.values()) {
    tiers[tier]++;
    rankTiers[rankTier]++;
  }
  return { tiers, rankTiers, value: ranked.reduce((sum, { value }) => addDecimal(sum, value), '0'), assigned, ended };
};
