/** A time as a file writes it: the clock's face in milliseconds as if it were UTC, or a moment when the text says its offset. */
export interface ReadTime {
  readonly ms: number;
  readonly isMoment: boolean;
}
export type TimeReader = (text: string) => ReadTime | null;

type Parts = Record<string, number>;
interface Token {
  readonly form: string;
  readonly set: (parts: Parts, text: string) => void;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const number = (form: string, name: string): Token => ({ form, set: (parts, text) => (parts[name] = Number(text)) });
const offsetOf = (text: string): number => {
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replace(':', '');
  return (text.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0));
};

const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: number('\\d{4}', 'year'),
  yy: number('\\d{2}', 'shortYear'),
  MMM: {
    form: '[A-Za-z]{3}',
    set: (parts, text) => (parts['month'] = MONTHS.indexOf(text.toLowerCase()) + 1),
  },
  MM: number('\\d{2}', 'month'),
  M: number('\\d{1,2}', 'month'),
  dd: number('\\d{2}', 'day'),
  d: number('\\d{1,2}', 'day'),
  HH: number('\\d{2}', 'hour'),
  H: number('\\d{1,2}', 'hour'),
  hh: number('\\d{2}', 'halfDayHour'),
  h: number('\\d{1,2}', 'halfDayHour'),
  mm: number('\\d{2}', 'minute'),
  ss: number('\\d{2}', 'second'),
  SSS: { form: '\\d{1,9}', set: (parts, text) => (parts['ms'] = Number(text.padEnd(3, '0').slice(0, 3))) },
  a: { form: '[AaPp]\\.?[Mm]\\.?', set: (parts, text) => (parts['afternoon'] = /^p/i.test(text) ? 1 : 0) },
  ZZ: { form: 'Z|z|[+-]\\d\\d(?::?\\d\\d)?', set: (parts, text) => (parts['offset'] = offsetOf(text)) },
};
const TOKEN = /yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|a|ZZ|'([^']*)'|[\s\S]/g;

/** The words that a pattern is made of. */
export const TIME_TOKENS: readonly string[] = Object.keys(TOKENS);

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

/** Null when a field is out of its range or the day is not in the calendar. */
const timeOf = (parts: Parts, centuryFrom: number): ReadTime | null => {
  const { year, shortYear, month = 1, day = 1, hour, halfDayHour, afternoon, minute = 0, second = 0, ms = 0 } = parts;
  const century = centuryFrom - (centuryFrom % 100);
  const short =
    shortYear === undefined ? undefined : century + shortYear + (century + shortYear < centuryFrom ? 100 : 0);
  const y = year ?? short;
  if (y === undefined || !within(month, 1, 12) || !within(minute, 0, 59) || !within(second, 0, 59)) return null;
  if (halfDayHour !== undefined && !within(halfDayHour, 1, 12)) return null;
  const h = halfDayHour === undefined ? (hour ?? 0) : (halfDayHour % 12) + 12 * (afternoon ?? 0);
  if (!within(h, 0, 23)) return null;
  const at = Date.UTC(y, month - 1, day, h, minute, second, ms);
  const date = new Date(at);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return parts['offset'] === undefined
    ? { ms: at, isMoment: false }
    : { ms: at - parts['offset'] * 60_000, isMoment: true };
};

/** Compiles a pattern like `M/d/yyyy h:mm:ss a`; two-digit years fall into the hundred years from `centuryFrom` on. */
export const timePattern = (pattern: string, centuryFrom: number): TimeReader => {
  const tokens: Token[] = [];
  let source = '';
  for (const [word, quoted] of pattern.matchAll(TOKEN)) {
    const token = TOKENS[word];
    if (token) tokens.push(token);
    source += token ? `(${token.form})` : (quoted ?? word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  const form = new RegExp(`^${source}$`);
  return (text) => {
    const found = form.exec(text);
    if (!found) return null;
    const parts: Parts = {};
    for (let index = 0; index < tokens.length; index += 1) tokens[index]!.set(parts, found[index + 1]!);
    return timeOf(parts, centuryFrom);
  };
};

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;
const isoReaders = (['yyyy-MM-dd', "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.SSS"] as const)
  .flatMap((pattern) => [pattern, `${pattern}ZZ`])
  .map((pattern) => timePattern(pattern, 1970));

/** ISO 8601 with or without time and offset, a blank or T between. */
export const isoTime: TimeReader = (text) => {
  if (!ISO.test(text)) return null;
  const even = text.replace(' ', 'T').replace(',', '.');
  for (const read of isoReaders) {
    const time = read(even);
    if (time) return time;
  }
  return null;
};

/** Seconds or milliseconds since 1970 UTC, fractions allowed. */
export const epochTime =
  (unitMs: number): TimeReader =>
  (text) => {
    if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) return null;
    return { ms: Math.round(Number(text) * unitMs), isMoment: true };
  };
