/** How often and until when one customer has bought. Transactions are days with a purchase; times are in weeks. */
export interface BuyingHistory {
  /** Transactions after the first: x. */
  readonly x: number;
  /** From the first transaction to the last; 0 when there is only one: t_x. */
  readonly t_x: number;
  /** From the first transaction until now: T. */
  readonly T: number;
}

/**
 * The history of somebody who bought on these days, as of a day; purchases of one day are one transaction.
 * @param days day numbers in any order
 * @throws RangeError when there is none, or one that lies after `asOf`
 */
export const buyingHistory = (days: Iterable<number>, asOf: number): BuyingHistory => {
  const distinct = new Set(days);
  if (distinct.size === 0) throw new RangeError('a history needs a purchase');
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of distinct) [first, last] = [Math.min(first, day), Math.max(last, day)];
  if (!(last <= asOf)) throw new RangeError('a history ends before its last purchase');
  return { x: distinct.size - 1, t_x: (last - first) / 7, T: (asOf - first) / 7 };
};

/** What is wrong with a history, in words; null when nothing is. */
export const historyFault = ({ x, t_x, T }: BuyingHistory): string | null => {
  if (!Number.isSafeInteger(x) || x < 0) return `x must be a whole number from 0, not ${x}`;
  if (!(t_x >= 0 && t_x <= T && Number.isFinite(T))) return `t_x must lie between 0 and T, not ${t_x} of ${T}`;
  if (x === 0 && t_x > 0) return `t_x must be 0 where x is 0, not ${t_x}`;
  return x > 0 && t_x === 0 ? 't_x must be above 0 where x is' : null;
};

/** @throws RangeError when a history has a fault */
export const checkHistory = (history: BuyingHistory): void => {
  const fault = historyFault(history);
  if (fault !== null) throw new RangeError(fault);
};
