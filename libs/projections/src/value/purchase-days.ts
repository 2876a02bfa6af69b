import type { Own } from '@rapport/fold';

/** The set of local days with a purchase, exact for ever: a bit per day of the month (1 = the first), by `2026-11`. */
export type PurchaseDays = Readonly<Record<string, number>>;

export const withPurchaseDay = (days: PurchaseDays, day: string, mine = false): PurchaseDays => {
  const month = day.slice(0, 7);
  const bit = 1 << (Number(day.slice(8, 10)) - 1);
  const mask = days[month] ?? 0;
  if ((mask & bit) !== 0) return days;
  const own: Own<PurchaseDays> = mine ? days : { ...days };
  own[month] = mask | bit;
  return own;
};

/** The days as `2026-11-20`, in order. */
export const listOf = (days: PurchaseDays): readonly string[] =>
  Object.keys(days)
    .sort()
    .flatMap((month) =>
      Array.from({ length: 31 }, (_, nth) => nth)
        .filter((nth) => (days[month]! & (1 << nth)) !== 0)
        .map((nth) => `${month}-${String(nth + 1).padStart(2, '0')}`),
    );

const DAY_MS = 86_400_000;

/** Days from one day to another. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** Days between one purchase day and the next. */
export interface Gaps {
  readonly n: number;
  readonly median: number | null;
  readonly mean: number | null;
}

/** Figures on the gaps in a sorted list of days; the median of an even number is the mean of the middle two. */
export const gapsOf = (days: readonly string[]): Gaps => {
  const gaps = days.slice(1).map((day, nth) => daysBetween(days[nth]!, day)).sort((a, b) => a - b); // prettier-ignore
  const n = gaps.length;
  if (n === 0) return { n, median: null, mean: null };
  const median = (gaps[(n - 1) >> 1]! + gaps[n >> 1]!) / 2;
  return { n, median, mean: daysBetween(days[0]!, days.at(-1)!) / n };
};
