const CANONICAL = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** True when the text begins with a day of the calendar, as `2026-11-20`. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return false;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]!) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
};

/**
 * Reads a moment: RFC 3339 with an offset, years 1900 to 2199; null for anything else. Gives UTC with milliseconds, so that
 * text order is time order; finer digits are cut off, a leap second becomes the last millisecond before it.
 */
export const parseInstant = (text: string): string | null => {
  if (!isDay(text)) return null;
  if (CANONICAL.test(text) && text >= '1900' && text < '2200') return text;
  const parts = RFC_3339.exec(text);
  if (!parts) return null;
  const [, day, minutes, seconds, fraction = '', offset] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const leap = seconds === '60';
  const millis = leap ? '999' : fraction.slice(0, 3).padEnd(3, '0');
  const at = Date.parse(`${day}T${minutes}:${leap ? '59' : seconds}.${millis}${offset.toUpperCase()}`);
  if (!(at >= EARLIEST && at < LATEST)) return null;
  return new Date(at).toISOString();
};
