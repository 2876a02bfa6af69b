import type { Month } from './club-months';

/** Points of a club as a ledger: `balance` = `accrued` − `redeemed` − `expired`. All are of all time up to a close. */
export interface PointsLedger {
  readonly accrued: number;
  readonly redeemed: number;
  readonly expired: number;
  /** Negative where points were redeemed that a late payment has voided since. */
  readonly balance: number;
}

/** Points that a month gave or took. */
export interface PointsOf {
  readonly month: Month;
  readonly points: number;
}

const byMonth = (list: readonly PointsOf[]): ReadonlyMap<Month, number> => {
  const sums = new Map<Month, number>();
  for (const { month, points } of list) sums.set(month, (sums.get(month) ?? 0) + points);
  return sums;
};

/**
 * The ledger of points. A month's points are there once it is over; they are redeemed oldest first, and expire at the end of the
 * `lastMonths`th month after theirs (0 = never). What is redeemed beyond what is there is taken from the next points.
 *
 * @param accrued of months that are over
 * @param redeemed up to the close
 * @param until the month that runs after the close: what expired before it has
 */
export const pointsLedger = (
  accrued: readonly PointsOf[],
  redeemed: readonly PointsOf[],
  { until, lastMonths }: { readonly until: Month; readonly lastMonths: number },
): PointsLedger => {
  const [given, taken] = [byMonth(accrued), byMonth(redeemed)];
  const lots: { readonly month: Month; left: number }[] = [];
  let [owed, expired] = [0, 0];
  const expireBefore = (month: Month): void => {
    while (lastMonths > 0 && lots.length > 0 && lots[0]!.month + lastMonths < month) expired += lots.shift()!.left;
  };
  for (const month of [...new Set([...given.keys(), ...taken.keys()])].sort((a, b) => a - b)) {
    expireBefore(month);
    owed += taken.get(month) ?? 0;
    lots.push({ month, left: 0 });
    for (const lot of lots) {
      const paid = Math.min(owed, lot.left);
      lot.left -= paid;
      owed -= paid;
    }
    const points = given.get(month) ?? 0;
    const paid = Math.min(owed, points);
    owed -= paid;
    lots.at(-1)!.left = points - paid;
  }
  expireBefore(until);
  const sum = (months: ReadonlyMap<Month, number>): number => [...months.values()].reduce((all, one) => all + one, 0);
  const [all, spent] = [sum(given), sum(taken)];
  return { accrued: all, redeemed: spent, expired, balance: all - spent - expired };
};
