/** The lengths of buckets in which volumes are counted. */
export const BUCKETS = ['hour', 'day', 'month'] as const;
export type Bucket = (typeof BUCKETS)[number];

const QUARTER_MS = 15 * 60_000;
const LENGTH = { month: 7, day: 10, hour: 13 } as const;

const formatIn = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, hourCycle: 'h23', timeZoneName: 'longOffset' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });

interface Local {
  /** `2026-11-20T16:45` */
  readonly time: string;
  /** `+08:00` */
  readonly offset: string;
}

const localIn = (format: Intl.DateTimeFormat, instant: number): Local => {
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, timeZoneName = 'GMT' } = parts as Record<string, string>;
  const offset = timeZoneName.replace('GMT', '');
  return { time: `${year}-${month}-${day}T${hour}:${minute}`, offset: offset === '' ? '+00:00' : offset };
};

/**
 * Names the local hour (`2026-11-20T16:00+01:00`), day or month of quarters of an hour of UTC, given as day and number from
 * midnight. The hour that a clock runs through twice when summer ends is two hours: their offsets differ.
 */
export const bucketIn = (zone: string, by: Bucket): ((day: string, quarter: number) => string) => {
  const format = formatIn(zone);
  const known = new Map<number, string>();
  return (day, quarter) => {
    const instant = Date.parse(`${day}T00:00:00.000Z`) + quarter * QUARTER_MS;
    const found = known.get(instant);
    if (found !== undefined) return found;
    const { time, offset } = localIn(format, instant);
    const name = by === 'hour' ? `${time.slice(0, LENGTH.hour)}:00${offset}` : time.slice(0, LENGTH[by]);
    known.set(instant, name);
    return name;
  };
};

/** The moment at which a local day (`2026-11-20`) begins in a zone: the first quarter of an hour that belongs to it or a later one. */
export const dayStartIn = (zone: string, day: string): string => {
  const format = formatIn(zone);
  const noon = Date.parse(`${day}T12:00:00.000Z`);
  let [before, after] = [noon - 40 * 3_600_000, noon + 40 * 3_600_000];
  while (after - before > QUARTER_MS) {
    const middle = before + Math.floor((after - before) / 2 / QUARTER_MS) * QUARTER_MS;
    if (localIn(format, middle).time.slice(0, LENGTH.day) < day) before = middle;
    else after = middle;
  }
  return new Date(after).toISOString();
};
