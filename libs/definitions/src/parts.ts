import { addDays, isZone, localDay } from '@rapport/events';
import type { Complain } from './condition';
import type { Part } from './definition';
import type { Field, Fields, NoField } from './fields';
import type { Item } from './item';

/** What a row's part may be: text, number, true or false; null where the event does not say. */
export type PartValue = string | number | boolean | null;

/** One part of what rows are told apart by. */
export interface CompiledPart {
  readonly name: string;
  /** `customer` is whose event it is: known where rows are kept, not from the event. */
  readonly kind: 'customer' | 'time' | 'value';
  readonly of: (item: Item) => PartValue;
  /** Of times: the stretch that lies so many before the one of a moment (RFC 3339, UTC); after it where that is negative. */
  readonly before?: (moment: string, count: number) => string;
  /** Of times: how its stretches are written, `2026-01`; a text that is no such name, nor the beginning of one, is in no order with them. */
  readonly form?: { readonly like: string; readonly fits: (text: string) => boolean };
  /** Of times: the stretch after one, by its name. */
  readonly next?: (name: string) => string;
}

/** Stretches of local time, from the shortest on. */
export const STRETCHES = ['day', 'week', 'month', 'year'] as const;
type Stretch = (typeof STRETCHES)[number];

const CUSTOMER = 'customer';
const TIER = 'tier';
const TEXT_MAX = 200;
const NOT_GROUPED: ReadonlySet<Field['kind']> = new Set(['free', 'other']);
const KNOWN_MAX = 50_000;

/** The Monday of a day's week. */
const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00.000Z`).getUTCDay() + 6) % 7));

const named: Readonly<Record<Stretch, (day: string) => string>> = {
  day: (day) => day,
  week: mondayOf,
  month: (day) => day.slice(0, 7),
  year: (day) => day.slice(0, 4),
};

const FORMS: Readonly<Record<Stretch, readonly [pattern: RegExp, like: string]>> = {
  day: [/^\d{4}(-\d\d){0,2}$/, '2026-01-31'],
  week: [/^\d{4}(-\d\d){0,2}$/, '2026-01-26'],
  month: [/^\d{4}(-\d\d)?$/, '2026-01'],
  year: [/^\d{4}$/, '2026'],
};

const YEAR_DIGITS = 4;
const yearText = (year: number): string => String(Math.max(0, year)).padStart(YEAR_DIGITS, '0');

/** The stretch that lies so many before one, by its name. */
const earlier: Readonly<Record<Stretch, (name: string, count: number) => string>> = {
  day: (day, count) => addDays(day, -count),
  week: (monday, count) => addDays(monday, -7 * count),
  month: (month, count) => {
    const months = Number(month.slice(0, YEAR_DIGITS)) * 12 + Number(month.slice(YEAR_DIGITS + 1)) - 1 - count;
    return `${yearText(Math.floor(months / 12))}-${String((((months % 12) + 12) % 12) + 1).padStart(2, '0')}`;
  },
  year: (year, count) => yearText(Number(year) - count),
};

/** From here on clocks everywhere stand multiples of a quarter of an hour from UTC; Monrovia's were the last that did not. */
const QUARTERS_SINCE = '1972-02';

/** The local stretch of moments: one answer is for a whole quarter of an hour. */
const stretchOf = (stretch: Stretch, zone: string): CompiledPart['of'] => {
  const known = new Map<string, string>();
  return ({ fact: { occurredAt } }) => {
    if (occurredAt < QUARTERS_SINCE) return named[stretch](localDay(occurredAt, zone));
    const minutes = Number(occurredAt.slice(14, 16));
    const quarter = `${occurredAt.slice(0, 14)}${minutes - (minutes % 15)}`;
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const answer = named[stretch](localDay(occurredAt, zone));
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(quarter, answer);
    return answer;
  };
};

/** Cut, and without what a database cannot hold: rows are found again by it. */
const plainOf = (value: unknown): PartValue => {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? value.slice(0, TEXT_MAX).replaceAll('\u0000', '\ufffd').toWellFormed() : null;
};

const valuePart = (
  name: string,
  path: string,
  field: Field | NoField,
  at: string,
  complain: Complain,
): CompiledPart => {
  if (!('kind' in field)) complain(at, field.message);
  else if (NOT_GROUPED.has(field.kind))
    complain(at, field.mixed ?? `${path} is no short value: rows cannot be told apart by it`);
  return { name, kind: 'value', of: (item) => ('kind' in field ? plainOf(field.of(item)) : null) };
};

const fieldPart = (name: string, path: string, fields: Fields, at: string, complain: Complain): CompiledPart =>
  valuePart(name, path, fields.find(path), at, complain);

const lastName = (path: string): string => path.split('.').at(-1)!;

/** Makes one part, and complains of fields and zones that cannot be. */
export const partOf = (part: Part, fields: Fields, at: string, complain: Complain): CompiledPart => {
  if (part === CUSTOMER) return { name: CUSTOMER, kind: 'customer', of: () => null };
  if (typeof part === 'string') return fieldPart(lastName(part), part, fields, at, complain);
  if ('field' in part) {
    if (part.field === CUSTOMER) return { name: part.as ?? CUSTOMER, kind: 'customer', of: () => null };
    return fieldPart(part.as ?? lastName(part.field), part.field, fields, `${at}/field`, complain);
  }
  if ('trait' in part)
    return valuePart(part.as ?? part.trait, part.trait, fields.trait(part.trait), `${at}/trait`, complain);
  if ('tier' in part)
    return valuePart(part.as ?? TIER, part.tier, fields.tier(part.tier, `${at}/tier`), `${at}/tier`, complain);
  const stretch = STRETCHES.find((one) => one in part)!;
  const zone = (part as Readonly<Record<string, string>>)[stretch]!;
  const before = (moment: string, count: number): string =>
    earlier[stretch](named[stretch](localDay(moment, zone)), count);
  const next = (name: string): string => earlier[stretch](name, -1);
  const [pattern, like] = FORMS[stretch];
  const form = { like, fits: (text: string): boolean => pattern.test(text) };
  if (isZone(zone)) return { name: part.as ?? stretch, kind: 'time', of: stretchOf(stretch, zone), before, next, form };
  complain(`${at}/${stretch}`, `there is no time zone ${zone}; say it like Europe/Berlin or UTC`);
  return { name: part.as ?? stretch, kind: 'time', of: () => null };
};
