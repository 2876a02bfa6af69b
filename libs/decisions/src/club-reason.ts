/** What one month earned, and what that gives. */
export interface ClubEntry {
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
  { month, tenureMonths, points, late, score, discountPercent }: ClubEntry,
  spent: string,
): string =>
  late
    ? `${month} was paid late: score 0, discount ${discountPercent} %; spent ${spent} so far`
    : `${month}: ${tenureMonths} full months and ${points} points of the bill, score ${score}, discount ${discountPercent} %; spent ${spent} so far`;
