import { localTime } from './local-time';

/** Local times of day between which nobody is disturbed: `20:00` to `08:00`; equal times: never. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const lies = (minute: number, from: number, to: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;

/**
 * When quiet hours that a moment lies in are over, or null when it lies in none: the first minute at which clocks in the zone
 * show a time outside of them, also in nights in which clocks are changed.
 */
export const quietUntil = (now: string, zone: string, { from, to }: QuietHours): string | null => {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const at = Math.floor(Date.parse(now) / MINUTE_MS);
  const isQuiet = (minute: number): boolean => lies(minuteOf(localTime(minute * MINUTE_MS, zone)), begin, end);
  if (begin === end || !isQuiet(at)) return null;
  let next = at + ((end - minuteOf(localTime(at * MINUTE_MS, zone)) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES);
  // Where clocks were changed meanwhile this minute is an hour off: back to the first one after the quiet, or on until it is over.
  while (next > at && !isQuiet(next - 1)) next -= 1;
  while (isQuiet(next)) next += 1;
  return new Date(next * MINUTE_MS).toISOString();
};
