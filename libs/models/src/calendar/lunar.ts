const DAY_MS = 86_400_000;
/** A lunar month has 29 or 30 days. */
const SHORT = 29;
/** Years that the calendar of this software is good for: before, its astronomy differs from the almanacs of the time. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** A day of the Chinese calendar (农历). */
export interface LunarDay {
  /** The Gregorian year in which this lunar year begins. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** The month comes a second time in this year (闰月), and this is the second one. */
  readonly leap: boolean;
  /** 1 to 30. */
  readonly day: number;
}

interface LunarMonth {
  readonly year: number;
  readonly month: number;
  readonly leap: boolean;
  /** Its first day, a day number (days since 1970-01-01). */
  readonly first: number;
  readonly length: number;
}

let format: Intl.DateTimeFormat | undefined;
const shown = (day: number): LunarDay => {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  format ??= new Intl.DateTimeFormat('en-u-ca-chinese', { ...numeric, timeZone: 'UTC' });
  if (format.resolvedOptions().calendar !== 'chinese')
    throw new Error('this Node.js has no Chinese calendar: it needs full ICU');
  const parts = Object.fromEntries(format.formatToParts(day * DAY_MS).map(({ type, value }) => [type, value]));
  // A leap month is written as `6bis`.
  const { month = '', day: nth, relatedYear } = parts as Record<string, string>;
  return { year: Number(relatedYear), month: parseInt(month, 10), leap: month.endsWith('bis'), day: Number(nth) };
};

const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY_MS;

/** All months of the years that are known, in order. Asking for one day costs as much as some thousands of steps here. */
const readMonths = (): readonly LunarMonth[] => {
  const months: LunarMonth[] = [];
  let at = dayOf(FIRST_YEAR, 1, 31);
  while (shown(at).day !== 1) at--;
  for (;;) {
    const { year, month, leap } = shown(at);
    if (year > LAST_YEAR) return months;
    const length = shown(at + SHORT).day === 1 ? SHORT : SHORT + 1;
    months.push({ year, month, leap, first: at, length });
    at += length;
  }
};

let known: readonly LunarMonth[] | undefined;
const months = (): readonly LunarMonth[] => (known ??= readMonths());

/** The lunar day of a day number (days since 1970-01-01); null outside of lunar years 1900 to 2100. */
export const lunarDay = (day: number): LunarDay | null => {
  const all = months();
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.first <= day) low = middle + 1;
    else high = middle;
  }
  const found = all[low - 1];
  if (!found || day >= found.first + found.length) return null;
  const { year, month, leap, first } = found;
  return { year, month, leap, day: day - first + 1 };
};

let byName: ReadonlyMap<string, LunarMonth> | undefined;
const nameOf = (year: number, month: number, leap: boolean): string => `${year} ${month} ${leap}`;

/**
 * The day on which a lunar day comes again in a lunar year, a day number; null outside of the years that are known. Who was born in a leap
 * month has their day in the leap month of a year that has the same one, else in the month of that number; the 30th is the 29th in a short month.
 */
export const lunarAnniversary = ({ month, leap, day }: Omit<LunarDay, 'year'>, year: number): number | null => {
  byName ??= new Map(months().map((one) => [nameOf(one.year, one.month, one.leap), one]));
  const found = (leap ? byName.get(nameOf(year, month, true)) : undefined) ?? byName.get(nameOf(year, month, false));
  return found ? found.first + Math.min(day, found.length) - 1 : null;
};
