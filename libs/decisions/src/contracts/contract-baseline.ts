import { tenureMonths, type ContractFacts, type ContractRow } from './contract-facts';

/** Lower bounds of the bands of tenure, in months: contracts in one band are alike. */
export const TENURE_BANDS = [0, 3, 6, 12, 24, 36, 60] as const;

/** Contracts of a like tenure on days that are past, and how many of them ended within the horizon. */
export interface TenureShare {
  readonly monthsFrom: number;
  readonly n: number;
  readonly ended: number;
}

/** The band that a contract is in. */
export const tenureBand = (facts: Pick<ContractFacts, 'tenureDays'>): number =>
  TENURE_BANDS.findLast((bound) => bound <= tenureMonths(facts)) ?? 0;

/** What somebody knows without a model: how many contracts of a like tenure ended. */
export const tenureShares = (rows: readonly ContractRow[]): readonly TenureShare[] =>
  TENURE_BANDS.map((monthsFrom) => {
    const like = rows.filter(({ facts }) => tenureBand(facts) === monthsFrom);
    return { monthsFrom, n: like.length, ended: like.filter(({ ended }) => ended).length };
  }).filter(({ n }) => n > 0);

/** The share of a like tenure, by Jeffreys' prior (k + ½) / (n + 1); of all where nobody was like it. */
export const shareOfTenure = (shares: readonly TenureShare[], facts: Pick<ContractFacts, 'tenureDays'>): number => {
  const like = shares.find(({ monthsFrom }) => monthsFrom === tenureBand(facts));
  const n = like?.n ?? shares.reduce((sum, one) => sum + one.n, 0);
  const ended = like?.ended ?? shares.reduce((sum, one) => sum + one.ended, 0);
  return (ended + 0.5) / (n + 1);
};
