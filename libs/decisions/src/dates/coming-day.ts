import { lunarAnniversary, lunarDay } from '@rapport/models';
import { dayNumber, dayText } from '../cadence-pace';

/** How a date comes again. */
export type Returns = 'never' | 'yearly' | 'lunar';

/** The day of a date in another year. */
const inYear = (date: string, year: number, leapDay: 'before' | 'after'): number => {
  const [, month, day] = date.split('-') as [string, string, string];
  const named = Date.UTC(year, Number(month) - 1, Number(day));
  const hasDay = new Date(named).getUTCMonth() === Number(month) - 1;
  // The clock counts on to 1 March by itself.
  return named / 86_400_000 - (hasDay || leapDay === 'after' ? 0 : 1);
};

/**
 * The first time from a day on that a date comes, as day numbers; null when it does not any more. A date that returns is for the first
 * time a year after it was.
 */
export const comingDay = (date: number, returns: Returns, from: number, leapDay: 'before' | 'after'): number | null => {
  if (returns === 'never') return date >= from ? date : null;
  const start = Math.max(from, date + 1);
  if (returns === 'yearly') {
    const text = dayText(date);
    const year = Number(dayText(start).slice(0, 4));
    const days = [year, year + 1].map((one) => inYear(text, one, leapDay));
    return days.find((day) => day >= start) ?? null;
  }
  const born = lunarDay(date);
  const lunarYear = lunarDay(start)?.year;
  if (!born || lunarYear === undefined) return null;
  const days = [lunarYear, lunarYear + 1].map((year) => lunarAnniversary(born, year));
  return days.find((day) => day !== null && day >= start) ?? null;
};

/** Whole years between a date and one of its returns. */
export const yearsBetween = (date: number, day: number): number => {
  const [from, to] = [dayText(date), dayText(day)];
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  // 28 February is the return of a 29 February.
  return years - (day < dayNumber(`${to.slice(0, 4)}${from.slice(4)}`.replace(/-02-29$/, '-02-28')) ? 1 : 0);
};
