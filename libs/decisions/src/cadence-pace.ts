/** A customer's gaps between purchase days as they come, and their median. */
export interface Pace {
  /** Days between two purchase days in a row. */
  add(gap: number): void;
  gaps(): number;
  /** Days; NaN without gaps. */
  median(): number;
}

/** Keeps the gaps sorted. */
export const paceOf = (): Pace => {
  const sorted: number[] = [];
  return {
    add: (gap) => {
      let at = sorted.length;
      while (at > 0 && sorted[at - 1]! > gap) at--;
      sorted.splice(at, 0, gap);
    },
    gaps: () => sorted.length,
    median: () => {
      const middle = sorted.length >> 1;
      return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    },
  };
};

/** The pace of a customer over all their purchase days. */
export const paceOver = (days: ArrayLike<number>): Pace => {
  const pace = paceOf();
  for (let nth = 1; nth < days.length; nth++) pace.add(days[nth]! - days[nth - 1]!);
  return pace;
};

/** A day as the number of days since 1970-01-01. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00.000Z`) / 86_400_000;

/** The day of such a number. */
export const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
