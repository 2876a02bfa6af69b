import { isZone } from '@rapport/events';
import { decimalText } from './decimal-text';
import { RowFault } from './fault';
import type { Place } from './place';
import type { Row } from './row';
import { columnsIn } from './template';
import { epochTime, excelTime } from './epoch-time';
import type { TimeReader } from './read-time';
import { isoTime, timePattern } from './time-format';
import { isLanguage } from './time-names';
import { patternFaults } from './time-pattern-faults';
import { TIME_TOKENS } from './time-tokens';
import { type Compile, asText } from './value';
import { type ToUtc, localToUtc } from './zone';

/** A moment of a row in milliseconds since 1970; null when its columns are empty. @throws RowFault */
export type Moment = (row: Row) => number | null;

const HALF_DAY_MS = 43_200_000;
const DAY_MS = 86_400_000;
/** What may be said about a written time. */
export const TIME_OPTIONS = ['format', 'zone', 'gap', 'overlap', 'centuryFrom', 'language', 'after', 'plusSeconds'];
const KNOWN = ['of', ...TIME_OPTIONS];
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
const FIRST_DAY = Date.parse('0001-01-01T00:00:00Z');
const AFTER_LAST_DAY = Date.UTC(10_000, 0, 1);

const NAMED: ReadonlyMap<unknown, TimeReader> = new Map([
  ['iso', isoTime],
  ['epoch-seconds', epochTime(1_000)],
  ['epoch-millis', epochTime(1)],
  ['epoch-micros', epochTime(1e-3)],
  ['epoch-nanos', epochTime(1e-6)],
  ['excel-days', excelTime],
]);

const readerOf = (format: unknown, centuryFrom: number, language: string, place: Place): TimeReader => {
  const named = NAMED.get(format);
  if (named) return named;
  const pattern = place.text(format);
  if (!/[yMdHhms]/.test(pattern))
    place.fault(`must be ${[...NAMED.keys()].join(', ')}, or a pattern of ${TIME_TOKENS.join(', ')}`);
  else for (const fault of patternFaults(pattern)) place.fault(fault);
  return timePattern(pattern, centuryFrom, language);
};

/** A reader that tries one format after the other. */
const readersOf = (
  { format, centuryFrom, language = 'en' }: Readonly<Record<string, unknown>>,
  place: Place,
): TimeReader => {
  if (centuryFrom !== undefined && !Number.isInteger(centuryFrom)) place.in('centuryFrom').fault('must be a year');
  const century = Number(centuryFrom ?? 1970);
  const known = typeof language === 'string' && isLanguage(language);
  if (!known) place.in('language').fault('must be a language whose names of months are known, such as de or pt-BR');
  const names = known ? language : 'en';
  const at = place.in('format');
  if (!Array.isArray(format)) return readerOf(format ?? 'iso', century, names, at);
  const readers = at.items(format, 1).map(([one, where]) => readerOf(one, century, names, where));
  return (text) => {
    for (const read of readers) {
      const time = read(text);
      if (time) return time;
    }
    return null;
  };
};

const zoneOf = (members: Readonly<Record<string, unknown>>, place: Place): ToUtc | null => {
  const zone = members['zone'] === undefined ? place.zone : place.in('zone').text(members['zone'], 'UTC');
  const gap = place.in('gap').word(members['gap'], ['later', 'refuse'] as const);
  const overlap = place.in('overlap').word(members['overlap'], ['earlier', 'later', 'refuse'] as const);
  if (zone === null) return null;
  if (isZone(zone)) return localToUtc(zone, { gap, overlap });
  place.in('zone').fault(`${JSON.stringify(zone)} is no zone of the IANA database`);
  return null;
};

/** The written time, and what to call it when it is none. */
const writtenOf = (spec: unknown, place: Place, compile: Compile) => {
  const value = compile(spec, place);
  const named = typeof spec === 'string' ? columnsIn(spec).join(' and ') : '';
  return { cell: (row: Row): string => asText(value(row)), named: named || place.path };
};

/** @throws RowFault */
const inOurTime = (ms: number, named: string): number => {
  if (!(ms >= EARLIEST && ms < LATEST)) throw new RowFault(`${named} is not in the years 1900 to 2199`);
  return ms;
};

/** A moment that is not before another one, when it can be: of a time that the clock gave twice the second is taken. */
type After = (row: Row, start: number | null) => number | null;

/** Reads a time specification: a template, or an object with the written time under `of`. */
const baseOf = (spec: unknown, place: Place, compile: Compile): After => {
  const members = typeof spec === 'string' ? { of: spec } : place.members(spec, KNOWN);
  const { cell, named } = writtenOf(members['of'], place.in('of'), compile);
  const read = readersOf(members, place);
  const toUtc = zoneOf(members, place);
  const toSecond =
    toUtc && members['overlap'] === undefined ? zoneOf({ zone: members['zone'], overlap: 'later' }, place) : null;
  return (row, start) => {
    const text = cell(row);
    if (text === '') return null;
    const time = read(text);
    if (!time) throw new RowFault(`${named} is no time of the given format`);
    if (!time.isMoment && !toUtc) throw new RowFault(`${named} has no offset, and the mapping names no zone`);
    let ms = time.isMoment ? time.ms : toUtc!(time.ms);
    if (ms !== null && start !== null && ms < start && !time.isMoment) ms = toSecond?.(time.ms) ?? ms;
    if (ms === null) throw new RowFault(`${named} fell into a change of the clock`);
    return inOurTime(ms, named);
  };
};

/**
 * Compiles a time. `after`: another time; one that lies more than half a day before it belongs to the next day (a call that
 * began before midnight), and of a time that a clock put back gives twice the second is taken where the first lies before it.
 * `plusSeconds`: seconds that are added.
 */
export const compileTime = (spec: unknown, place: Place, compile: Compile): Moment => {
  const base = baseOf(spec, place, compile);
  if (typeof spec !== 'object' || spec === null) return (row) => base(row, null);
  const { after, plusSeconds } = spec as { after?: unknown; plusSeconds?: unknown };
  const earlier = after === undefined ? null : compileTime(after, place.in('after'), compile);
  const seconds = plusSeconds === undefined ? null : compile(plusSeconds, place.in('plusSeconds'));
  if (!earlier && !seconds) return (row) => base(row, null);
  return (row) => {
    const start = earlier?.(row) ?? null;
    let ms = base(row, start);
    if (ms === null) return null;
    if (start !== null && ms < start - HALF_DAY_MS) ms += DAY_MS;
    if (!seconds) return ms;
    const added = decimalText(asText(seconds(row)) || '0', { point: '.', group: '' });
    if (added === null) throw new RowFault('plusSeconds is no number');
    return inOurTime(Math.round(ms + Number(added) * 1_000), `${place.path} with plusSeconds`);
  };
};

/** A day without a zone, `2026-11-20`, from a template and a format. */
export const compileDay = (spec: unknown, place: Place, compile: Compile): ((row: Row) => string) => {
  const members =
    typeof spec === 'string' ? { of: spec } : place.members(spec, ['of', 'format', 'centuryFrom', 'language']);
  const { cell, named } = writtenOf(members['of'], place.in('of'), compile);
  const read = readersOf(members, place);
  return (row) => {
    const text = cell(row);
    if (text === '') return '';
    const time = read(text);
    if (!time) throw new RowFault(`${named} is no day of the given format`);
    // The day where the clock hung: in New York's late evening it is tomorrow in UTC.
    const face = time.ms + (time.aheadMs ?? 0);
    if (!(face >= FIRST_DAY && face < AFTER_LAST_DAY)) throw new RowFault(`${named} is not in the years 1 to 9999`);
    return new Date(face).toISOString().slice(0, 10);
  };
};
