import type { TimeReader } from './read-time';

const WRITTEN = /^-?\d{1,20}(?:\.\d+)?$/;

/** Seconds, or what part of them a unit is in milliseconds, since 1970 UTC; fractions allowed. */
export const epochTime =
  (unitMs: number): TimeReader =>
  (text) =>
    WRITTEN.test(text) ? { ms: Math.round(Number(text) * unitMs), isMoment: true } : null;

const DAY_MS = 86_400_000;
const EXCEL_ZERO = Date.UTC(1899, 11, 30);
/** Excel believes that 1900 was a leap year: its day 60 never was, and the days before it are one behind. */
const NEVER = 60;
/** 9999-12-31. */
const LAST = 2_958_465;

/** Days of a spreadsheet since 1900, the time of day as a fraction, on the clock's face: `45992.4375`. */
export const excelTime: TimeReader = (text) => {
  const serial = WRITTEN.test(text) ? Number(text) : Number.NaN;
  if (!(serial >= 1 && serial < LAST + 1) || Math.floor(serial) === NEVER) return null;
  const days = serial < NEVER ? serial + 1 : serial;
  return { ms: EXCEL_ZERO + Math.round(days * DAY_MS), isMoment: false };
};
