import { addDays } from '@rapport/events';

/** What a close closes. */
export const SPANS = ['day', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];

const DAY_MS = 86_400_000;

/** Days until the next Sunday; 0 on a Sunday. 1970-01-01 was a Thursday. */
const toSunday = (date: string): number => (10 - ((Date.parse(date) / DAY_MS) % 7)) % 7;

const monthEnd = (date: string): string => {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
};

/** The last day of the period that a day belongs to. Weeks end on Sunday. */
export const lastDayOf = (date: string, span: Span): string => {
  if (span === 'day') return date;
  return span === 'week' ? addDays(date, toSunday(date)) : monthEnd(date);
};

/** The last days of all periods that have a day from `from` to `to`, rising. */
export const lastDays = (from: string, to: string, span: Span): readonly string[] => {
  const days: string[] = [];
  for (let date = from; date <= to;) {
    const last = lastDayOf(date, span);
    days.push(last);
    date = addDays(last, 1);
  }
  return days;
};
