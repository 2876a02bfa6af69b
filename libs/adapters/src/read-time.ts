/** A time as a file writes it: the clock's face in milliseconds as if it were UTC, or a moment when the text says its offset. */
export interface ReadTime {
  readonly ms: number;
  readonly isMoment: boolean;
  /** How far the clock that showed this moment was ahead of UTC; absent when it was not, or nobody knows. */
  readonly aheadMs?: number;
}
export type TimeReader = (text: string) => ReadTime | null;

/** Milliseconds of a day as UTC; null when it is not in the calendar. `Date.UTC` alone would take the year 25 for 1925. */
export const dayMs = (year: number, month: number, day: number): number | null => {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
};
