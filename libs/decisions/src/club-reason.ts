import type { PointsLedger } from './club-points';

/** What one month earned, and what that gives; and the points of all time, which bills gave and customers spend. */
export interface ClubEntry extends PointsLedger {
  /** The month that is scored, the last one that is over. */
  readonly month: string;
  readonly tenureMonths: number;
  /** All bills of the month. */
  readonly bill: string;
  readonly points: number;
  /** A bill of the month was paid late: that makes the score 0. */
  readonly late: boolean;
  readonly score: number;
  /** Of the month after it, in per cent. */
  readonly discountPercent: number;
}

/** Why a month has its score, in words. */
export const clubReason = (
  { month, tenureMonths, points, late, score, discountPercent, redeemed, expired, balance }: ClubEntry,
  spent: string,
): string => {
  const scored = late
    ? `${month} was paid late: score 0, discount ${discountPercent} %; spent ${spent} so far`
    : `${month}: ${tenureMonths} full months and ${points} points of the bill, score ${score}, discount ${discountPercent} %; spent ${spent} so far`;
  return redeemed + expired === 0
    ? scored
    : `${scored}; ${redeemed} points redeemed, ${expired} expired, ${balance} left`;
};
