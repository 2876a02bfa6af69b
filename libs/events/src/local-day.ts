const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Offsets of time zones lie between −16 h and +16 h, with room to spare for those of before there were zones. */
const REACH_MS = 16 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', ...numeric, ...time });
  formats.set(zone, format);
  return format;
};

/** True for the name of a time zone that this software knows: `Europe/Berlin`, `UTC`. */
export const isZone = (zone: string): boolean => {
  // Offsets such as "+01:00" are accepted by newer engines; they are no places, and their days never change length.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
};

/** What clocks in a zone show at an instant, written as if it were UTC; both in milliseconds. */
const shown = (at: number, zone: string): number => {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  const { year, month, day, hour, minute, second } = part as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>; // prettier-ignore
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000);
};

const offsetAt = (at: number, zone: string): number => shown(at, zone) - at;
const dayText = (shownAt: number): string => new Date(shownAt).toISOString().slice(0, 10);

/** The local day of an instant: `YYYY-MM-DD`. */
export const localDay = (at: string | number, zone: string): string =>
  dayText(shown(typeof at === 'number' ? at : Date.parse(at), zone));

/** A day that is `days` later (or earlier) in the calendar. */
export const addDays = (date: string, days: number): string => dayText(Date.parse(date) + days * DAY_MS);

/** The last instant at which the offset is still that of `from`, which differs from that of `to`. */
const lastWithOffsetOf = (from: number, to: number, zone: string): number => {
  const offset = offsetAt(from, zone);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === offset) low = middle;
    else high = middle;
  }
  return low;
};

/**
 * The exclusive end of a local day in UTC milliseconds: the first instant from which on clocks in the zone never again show
 * that day or an earlier one. So days follow each other without gap or overlap whatever the clocks do at midnight: skip it
 * (Cairo), show it twice (St. John's until 2011), or leave a whole day out (Apia, 30 December 2011, which is empty).
 */
const endOf = (date: string, zone: string): number => {
  const midnight = Date.parse(date) + DAY_MS;
  const offset = offsetAt(midnight - REACH_MS, zone);
  // Nearly every night: no clock is changed.
  if (offset === offsetAt(midnight + REACH_MS, zone)) return midnight - offset;
  let end = midnight + REACH_MS;
  for (let at = end; at > midnight - REACH_MS; at -= HOUR_MS) {
    const before = at - HOUR_MS;
    const change = offsetAt(before, zone) === offsetAt(at, zone) ? undefined : lastWithOffsetOf(before, at, zone) + 1;
    // Walking back: first what lies after the change of offset, then what lies before it.
    for (const [from, to] of change === undefined
      ? [[before, at]]
      : [
          [change, at],
          [before, change],
        ]) {
      // prettier-ignore
      const first = midnight - offsetAt(from!, zone);
      if (first > from!) return Math.min(first, to!);
      end = from!;
    }
  }
  return end;
};

/** The exclusive end of a local day: RFC 3339, UTC. */
export const endOfDay = (date: string, zone: string): string => new Date(endOf(date, zone)).toISOString();

/** False for the few days that a zone left out when it changed sides of the date line. */
export const dayExists = (date: string, zone: string): boolean => endOf(date, zone) > endOf(addDays(date, -1), zone);

/** Hours of a zone that are remembered: some eleven years. */
const HOURS_MAX = 100_000;

/** Local days of many instants: the offset is looked up once an hour, because asking for it costs microseconds. */
export const localDays = (zone: string): ((at: number) => string) => {
  const constant = new Map<number, number | null>();
  return (at) => {
    const hour = Math.floor(at / HOUR_MS);
    let offset = constant.get(hour);
    if (offset === undefined) {
      const first = offsetAt(hour * HOUR_MS, zone);
      offset = first === offsetAt(hour * HOUR_MS + HOUR_MS - 1, zone) ? first : null;
      if (constant.size >= HOURS_MAX) constant.clear();
      constant.set(hour, offset);
    }
    return offset === null ? localDay(at, zone) : dayText(at + offset);
  };
};

/** The same for instants as text (RFC 3339, UTC). @throws RangeError when there is no such zone */
export const localDayIn = (zone: string): ((instant: string) => string) => {
  if (zone === 'UTC') return (instant) => instant.slice(0, 10);
  const dayOf = localDays(zone);
  return (instant) => dayOf(Date.parse(instant));
};
