const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
/** Older zones changed at odd minutes; what is younger changes at quarters of an hour only, and is remembered by them. */
const REMEMBERED_FROM = Date.UTC(1972, 0, 1);
const REMEMBERED_MAX = 200_000;

/** What to do with a local time that a change of the clock skipped or gave twice. */
export interface ClockChanges {
  /** later: as if the clock had not been put forward yet, 02:30 becomes 03:30; refuse: the line has a fault. */
  readonly gap: 'later' | 'refuse';
  readonly overlap: 'earlier' | 'later' | 'refuse';
}

/** Turns local times into moments. Null: the time is one that `ClockChanges` refuses. */
export type ToUtc = (localMs: number) => number | null;

/** Milliseconds that a zone's clocks are ahead of UTC at a moment. */
export const offsetIn = (zone: string): ((utcMs: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utcMs) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utcMs)) part[type] = Number(value);
    const local = Date.UTC(
      part['year']!,
      part['month']! - 1,
      part['day'],
      part['hour'],
      part['minute'],
      part['second'],
    );
    return local - Math.floor(utcMs / 1_000) * 1_000;
  };
};

/**
 * Local time of a zone to UTC. `localMs` is the clock's face read as if it were UTC. The offsets a day before and a day
 * after are the only candidates: no zone changes twice within two days.
 */
export const localToUtc = (zone: string, { gap, overlap }: ClockChanges): ToUtc => {
  if (zone === 'UTC') return (localMs) => localMs;
  const offset = offsetIn(zone);
  const remembered = new Map<number, number>();
  return (localMs) => {
    const quarter = Math.floor(localMs / QUARTER_MS);
    const known = remembered.get(quarter);
    if (known !== undefined) return localMs - known;
    const before = offset(localMs - DAY_MS);
    const after = offset(localMs + DAY_MS);
    const fits = [...new Set([before, after])].filter((one) => offset(localMs - one) === one);
    if (fits.length === 1) {
      if (remembered.size >= REMEMBERED_MAX) remembered.clear();
      if (localMs >= REMEMBERED_FROM) remembered.set(quarter, fits[0]!);
      return localMs - fits[0]!;
    }
    if (fits.length === 0) return gap === 'later' ? localMs - before : null;
    const moments = fits.map((one) => localMs - one);
    if (overlap === 'refuse') return null;
    return overlap === 'earlier' ? Math.min(...moments) : Math.max(...moments);
  };
};
