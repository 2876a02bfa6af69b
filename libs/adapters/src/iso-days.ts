import { dayMs } from './read-time';

const DAY_MS = 86_400_000;
const WEEK = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/;
const ORDINAL = /^(\d{4})-(\d{3})$/;

/** Monday of the first week: the one that has 4 January. */
const firstMonday = (year: number): number => {
  const fourth = dayMs(year, 1, 4)!;
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
};

const weekDay = (year: number, week: number, day: number): number | null => {
  const monday = firstMonday(year) + (week - 1) * 7 * DAY_MS;
  return week >= 1 && monday < firstMonday(year + 1) ? monday + (day - 1) * DAY_MS : null;
};

const dayOfYear = (year: number, day: number): number | null => {
  const ms = dayMs(year, 1, 1)! + (day - 1) * DAY_MS;
  return day >= 1 && ms < dayMs(year + 1, 1, 1)! ? ms : null;
};

/** The other days of ISO 8601: of a week, `2026-W48-1`, a week alone being its Monday, and of a year, `2026-334`. */
export const isoDay = (text: string): number | null => {
  const week = WEEK.exec(text);
  if (week) return weekDay(Number(week[1]), Number(week[2]), Number(week[3] ?? 1));
  const ordinal = ORDINAL.exec(text);
  return ordinal ? dayOfYear(Number(ordinal[1]), Number(ordinal[2])) : null;
};
