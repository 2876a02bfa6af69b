import type { PyramidStanding } from './pyramid-standing';
import type { PyramidCutoff } from './pyramid-ranking';

/** What a reason speaks of. */
export interface PyramidPlace {
  readonly position: number | undefined;
  readonly population: number;
  readonly cutoffs: readonly PyramidCutoff[];
  readonly dampingCloses: number;
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** Why somebody has a tier, in words. */
export const pyramidReason = (
  { tier, rankTier, below }: PyramidStanding,
  { position, population, cutoffs, dampingCloses }: PyramidPlace,
): string => {
  if (position === undefined)
    return rankTier === 'prospect' ? 'never bought' : 'bought before, but nothing in the window';
  const end = (name: string): number => cutoffs.find((cutoff) => cutoff.tier === name)?.rank ?? population;
  const where = `rank ${grouped(position)} of ${grouped(population)}; ${rankTier} ends at rank ${grouped(end(rankTier))}`;
  return below === 0
    ? where
    : `${where}; ${tier}, which ends at rank ${grouped(end(tier))}, is kept until ${dampingCloses} closes below in a row, this is number ${below}`;
};
