import { dayNumber, dayText } from '@rapport/decisions';
import { addDays, endOfDay, isZone, localDay } from '@rapport/events';
import type { Close } from './close';

/** The days that a close tells of where somebody lives: day numbers. */
export interface DaysDue {
  /** The earliest that is not over there. */
  readonly from: number;
  /** The last that begins there before the next close. */
  readonly until: number;
}

/** The days of each zone at a close; those of the company for a zone that nobody knows. */
export const daysDueAt = ({ zone: home, date, endsAt, recordedAt }: Close): ((zone: string | undefined) => DaysDue) => {
  const known = new Map<string, DaysDue>();
  const horizon = Date.parse(endOfDay(addDays(date, 1), home));
  // A day that the clock missed is closed later: what was due by then is over.
  const seen = Math.max(Date.parse(endsAt), Date.parse(recordedAt));
  return (zone = home) => {
    const found = known.get(zone);
    if (found) return found;
    const where = isZone(zone) ? zone : home;
    const days = { from: dayNumber(localDay(seen, where)), until: dayNumber(localDay(horizon - 1, where)) };
    known.set(zone, days);
    return days;
  };
};

/** When a day (a day number) begins in a zone. */
export const beginOf = (day: number, zone: string): string => endOfDay(dayText(day - 1), zone);
