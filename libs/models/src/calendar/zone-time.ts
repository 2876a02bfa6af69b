const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such time zone */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known) return known;
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', ...date, ...time });
  formats.set(zone, format);
  return format;
};

/** What clocks in a zone show, written as if it were UTC, less the instant itself; milliseconds. */
const offsetAt = (at: number, zone: string): number => {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  const { year, month, day, hour, minute, second } = part as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>; // prettier-ignore
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
};

/** The local day of an instant: `YYYY-MM-DD`. @throws RangeError when there is no such time zone */
export const localDate = (at: number, zone: string): string =>
  new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);

/** A day that is so many days later in the calendar. */
export const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * The instant at which clocks in a zone show a time of a day: the first one where they show it twice, and where they skip it the one at which they would have
 * shown it had they not been changed.
 */
export const instantOf = (date: string, minutes: number, zone: string): number => {
  const shown = Date.parse(date) + minutes * 60_000;
  const candidates = [offsetAt(shown - DAY_MS, zone), offsetAt(shown + DAY_MS, zone)].map((offset) => shown - offset);
  const real = candidates.filter((at) => at + offsetAt(at, zone) === shown);
  return real.length > 0 ? Math.min(...real) : candidates[0]!;
};
