import { remembered } from './remembered';

/** Days remembered per zone, one per quarter of an hour. */
const KNOWN_MAX = 20_000;

/** True when the text names a time zone that this Node knows (IANA, as `Europe/Berlin`). */
export const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
};

/**
 * The local day of moments (RFC 3339, UTC, milliseconds) in a zone, as `2026-11-20`. Offsets are looked up once per quarter
 * of an hour: since 1972 every zone's are multiples of that.
 * @throws RangeError when there is no such zone.
 */
export const localDayIn = (zone: string): ((instant: string) => string) => {
  if (zone === 'UTC') return (instant) => instant.slice(0, 10);
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const dayAt = remembered((quarter) => format.format(new Date(`${quarter}:00.000Z`)), KNOWN_MAX);
  return (instant) => dayAt(instant.slice(0, 14) + QUARTERS[Math.floor(Number(instant.slice(14, 16)) / 15)]!);
};

const QUARTERS = ['00', '15', '30', '45'] as const;
