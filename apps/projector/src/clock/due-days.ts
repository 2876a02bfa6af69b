import { addDays, dayExists, endOfDay, localDay } from '@rapport/events';
import type { ClosedDays } from '@rapport/read-db';

/** A day is closed this long after its end, so that what happened just before has time to arrive. */
export const GRACE_MS = 5 * 60_000;

/**
 * The days that are over and that the clock has not closed, oldest first: from the day after the last one that it closed
 * itself, or from the day on which the log begins. Days that an import closed meanwhile are closed.
 * @param begins when the first event was recorded; null = the log is empty.
 */
export const dueDays = (
  { times, lastLive }: Pick<ClosedDays, 'times' | 'lastLive'>,
  zone: string,
  begins: string | null,
  now: Date,
): readonly string[] => {
  if (lastLive === null && begins === null) return [];
  const days: string[] = [];
  let date = lastLive === null ? localDay(begins!, zone) : addDays(lastLive, 1);
  for (; Date.parse(endOfDay(date, zone)) + GRACE_MS <= now.getTime(); date = addDays(date, 1)) {
    if (!times.has(date) && dayExists(date, zone)) days.push(date);
  }
  return days;
};
