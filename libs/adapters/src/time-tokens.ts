import type { FindName } from './time-names';

/** What the signs of a pattern have read. */
export type Parts = Record<string, number>;

/** A sign of a pattern: what it looks like in a text, which part of a time it says, and what it says. */
export interface Token {
  readonly form: string;
  readonly part: string;
  readonly value: (text: string) => number;
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const DAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

const number = (form: string, part: string): Token => ({ form, part, value: Number });
/** A name or its beginning, `Sep`, `Sept.`; -1, which is no month and no day, when there is none. */
const nameIn = (names: readonly string[], text: string): number =>
  names.findIndex((name) => name.startsWith(text.toLowerCase().replace(/\.$/, '')));
const name = (form: string, part: string, names: readonly string[], first: number): Token => ({
  ...{ form, part },
  value: (text) => nameIn(names, text) + first,
});

/** Minutes that a clock is ahead of UTC; NaN when no clock is. */
const offsetOf = (text: string): number => {
  if (/^(?:z|utc|gmt)$/i.test(text)) return 0;
  const digits = text.slice(1).replace(':', '');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || 0)];
  if (hours > 18 || minutes > 59) return Number.NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

const LETTERS = '\\p{L}[\\p{L}\\p{M}]{1,14}\\.?';

/** A sign that reads names, with those of another language. */
export const inLanguage = (token: Token, names: Readonly<Record<'month' | 'weekday', FindName>>): Token => {
  const { form, part } = token;
  if (!form.includes('[A-Za-z]') || (part !== 'month' && part !== 'weekday')) return token;
  return { form: LETTERS, part, value: (text) => names[part](text) + (part === 'month' ? 1 : 0) };
};

const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: number('\\d{4}', 'year'),
  yy: number('\\d{2}', 'shortYear'),
  MMMM: name('[A-Za-z]{3,9}\\.?', 'month', MONTHS, 1),
  MMM: name('(?:[Ss]ept|[A-Za-z]{3})', 'month', MONTHS, 1),
  MM: number('\\d{2}', 'month'),
  M: number('\\d{1,2}', 'month'),
  dd: number('\\d{2}', 'day'),
  d: number('\\d{1,2}', 'day'),
  EEE: name('[A-Za-z]{3,9}\\.?', 'weekday', DAYS, 0),
  HH: number('\\d{2}', 'hour'),
  H: number('\\d{1,2}', 'hour'),
  hh: number('\\d{2}', 'halfDayHour'),
  h: number('\\d{1,2}', 'halfDayHour'),
  mm: number('\\d{2}', 'minute'),
  m: number('\\d{1,2}', 'minute'),
  ss: number('\\d{2}', 'second'),
  s: number('\\d{1,2}', 'second'),
  SSS: { form: '\\d{1,9}', part: 'ms', value: (text) => Number(text.padEnd(3, '0').slice(0, 3)) },
  a: { form: '[AaPp]\\.?[Mm]\\.?', part: 'afternoon', value: (text) => (/^p/i.test(text) ? 1 : 0) },
  ZZ: { form: '(?:[Zz]|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)', part: 'offset', value: offsetOf },
};

/** The words that a pattern is made of. */
export const TIME_TOKENS: readonly string[] = Object.keys(TOKENS);

const WORD = /'([^']*)'|([A-Za-z])\2*|[\s\S]/g;
const LONGER: Readonly<Record<string, string>> = { EE: 'EEE', EEEE: 'EEE', E: 'EEE' };

/** A piece of a pattern: a sign, letters that are none, or what stands there as it is. */
export type Piece = { readonly token: Token } | { readonly unknown: string } | { readonly literal: string };

/** The pieces of a pattern, in order. A `T` between date and time needs no quotes. */
export const piecesOf = (pattern: string): readonly Piece[] =>
  [...pattern.matchAll(WORD)].map(([word, quoted, letter]): Piece => {
    if (quoted !== undefined) return { literal: quoted };
    const token = TOKENS[/^S+$/.test(word) ? 'SSS' : (LONGER[word] ?? word)];
    if (token) return { token };
    return letter !== undefined && word !== 'T' ? { unknown: word } : { literal: word };
  });
