import { isoDay } from './iso-days';
import { dayMs, type ReadTime, type TimeReader } from './read-time';
import { timeNames } from './time-names';
import { inLanguage, piecesOf, type Parts, type Token } from './time-tokens';

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

const yearOf = ({ year, shortYear }: Parts, centuryFrom: number): number | undefined => {
  if (year !== undefined || shortYear === undefined) return year;
  const century = centuryFrom - (centuryFrom % 100);
  return century + shortYear + (century + shortYear < centuryFrom ? 100 : 0);
};

/** Milliseconds since midnight; null when a field is out of its range. */
const timeOfDay = ({ hour, halfDayHour, afternoon, minute = 0, second = 0, ms = 0 }: Parts): number | null => {
  if (!within(minute, 0, 59) || !within(second, 0, 59)) return null;
  if (halfDayHour !== undefined && !within(halfDayHour, 1, 12)) return null;
  const h = halfDayHour === undefined ? (hour ?? 0) : (halfDayHour % 12) + 12 * (afternoon ?? 0);
  return within(h, 0, 23) ? ((h * 60 + minute) * 60 + second) * 1_000 + ms : null;
};

/** A face of a clock, perhaps with its offset in minutes. */
const readTime = (face: number, offset: number | undefined): ReadTime | null => {
  if (offset === undefined) return { ms: face, isMoment: false };
  if (Number.isNaN(offset)) return null;
  const ahead = offset * 60_000;
  return { ms: face - ahead, isMoment: true, ...(ahead !== 0 && { aheadMs: ahead }) };
};

/** Null when a field is out of its range, or the day is not in the calendar or was another day of the week. */
const timeOf = (parts: Parts, centuryFrom: number): ReadTime | null => {
  const { month = 1, day = 1, weekday, offset } = parts;
  const year = yearOf(parts, centuryFrom);
  const time = timeOfDay(parts);
  if (year === undefined || time === null) return null;
  const date = dayMs(year, month, day);
  if (date === null || (weekday !== undefined && new Date(date).getUTCDay() !== weekday)) return null;
  return readTime(date + time, offset);
};

/** A blank of a pattern is any: programs write a narrow one before AM, and two where an hour has one digit. */
const BLANKS = '\\s+';

/**
 * Compiles a pattern like `M/d/yyyy h:mm:ss a`; two-digit years fall into the hundred years from `centuryFrom` on, names of months
 * and days are those of a language.
 */
export const timePattern = (pattern: string, centuryFrom: number, language = 'en'): TimeReader => {
  const names = language === 'en' ? null : timeNames(language);
  const tokens: Token[] = [];
  let source = '';
  for (const piece of piecesOf(pattern)) {
    if ('token' in piece) {
      const token = names ? inLanguage(piece.token, names) : piece.token;
      tokens.push(token);
      source += `(${token.form})`;
    } else if ('literal' in piece)
      source += piece.literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s/g, BLANKS);
  }
  const form = new RegExp(`^${source.replaceAll(/(?:\\s\+)+/g, BLANKS)}$`, 'u');
  return (text) => {
    const found = form.exec(text);
    if (!found) return null;
    const parts: Parts = {};
    tokens.forEach(({ part, value }, index) => (parts[part] = value(found[index + 1]!)));
    return timeOf(parts, centuryFrom);
  };
};

const ISO =
  /^(\d{4}-\d\d-\d\d|\d{4}-?W\d\d(?:-?[1-7])?|\d{4}-\d{3})(?:[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(?: ?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/;
const readers = ['HH:mm', 'HH:mm:ss', 'HH:mm:ss.SSS']
  .flatMap((clock) => [clock, `${clock}ZZ`])
  .map((clock) => timePattern(`yyyy-MM-dd'T'${clock}`, 1970));

/** The day as `yyyy-MM-dd`, and without a time midnight. */
const evenly = (day: string, time = '00:00', offset = ''): string => {
  const other = isoDay(day);
  const date = other === null ? day : new Date(other).toISOString().slice(0, 10);
  return `${date}T${time.replace(',', '.')}${offset}`;
};

/** ISO 8601 with or without time and offset, a blank or T between; also days of weeks and years, and ` UTC` at the end. */
export const isoTime: TimeReader = (text) => {
  const [, day, time, offset] = ISO.exec(text) ?? [];
  if (day === undefined) return null;
  const even = evenly(day, time, offset);
  for (const read of readers) {
    const found = read(even);
    if (found) return found;
  }
  return null;
};
