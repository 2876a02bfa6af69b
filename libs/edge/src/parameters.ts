import type { PipeTransform } from '@nestjs/common';
import { isDay } from '@rapport/events';
import { Problem, invalid } from './problem';

const AS_OF = /^asof/i;
/** True for the name of a parameter that asks about a moment of the past. */
export const isMoment = (name: string): boolean => AS_OF.test(name);

/** Refuses a question about the past where there is none. */
export const tellsOfNow = (): Problem =>
  new Problem(400, 'as-of-unsupported', 'this route tells about now only; leave the parameter out');

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * The query parameters of a request. An unknown one is refused: a filter that is silently ignored gives a wrong answer
 * that looks right. Details name no value.
 * @throws Problem 400
 */
export const parametersOf = <Name extends string>(
  query: unknown,
  known: readonly Name[],
): Partial<Record<Name, string>> => {
  const given = Object.entries((query ?? {}) as Record<string, unknown>);
  for (const [name, value] of given) {
    if (isMoment(name) && !known.includes(name as Name)) throw tellsOfNow();
    if (!known.includes(name as Name)) throw invalid(`a parameter is unknown; this route takes ${known.join(', ')}`);
    if (typeof value !== 'string') throw invalid(`${name} may be given once`);
  }
  // Without what all objects seem to have: a part of rows may be called `constructor`.
  return Object.assign(Object.create(null), Object.fromEntries(given)) as Partial<Record<Name, string>>;
};

/** A whole number within bounds, or the fallback. @throws Problem 400 */
export const wholeNumber = (name: string, value: string | undefined, fallback: number, max: number): number => {
  const number = value === undefined ? fallback : Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw invalid(`${name} must be a whole number from 1 to ${max}`);
};

/** A moment as folds write it: UTC, milliseconds. @throws Problem 400 */
export const instant = (name: string, value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  // A plus sign in a query string is a space once decoded; people forget to encode it.
  const text = value.replace(' ', '+');
  const time = INSTANT.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw invalid(`${name} must be a moment, such as 2026-11-20T16:00:00Z`);
  return new Date(time).toISOString();
};

/** A list written with commas; undefined when absent. */
export const list = (value: string | undefined): readonly string[] | undefined =>
  value === undefined ? undefined : value.split(',').filter((item) => item !== '');

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws Problem 400 when the text is no UUID. */
export const uuid = (name: string, value: string): string => {
  if (!UUID.test(value)) throw invalid(`${name} must be a UUID`);
  return value.toLowerCase();
};

/** For parts of a path that are UUIDs, in whatever case they are written. @throws Problem 400 */
export const uuidPipe: PipeTransform<string, string> = {
  transform: (value, { data = 'id' }) => uuid(data === 'id' ? 'the id' : data, value),
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the calendar, as `2026-11-20`. @throws Problem 400 */
export const day = (name: string, value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  if (DAY.test(value) && isDay(value)) return value;
  throw invalid(`${name} must be a day, such as 2026-11-20`);
};

/** One of some words; undefined when absent. @throws Problem 400 */
export const oneOf = <Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined => {
  if (value === undefined || words.includes(value as Word)) return value as Word | undefined;
  throw invalid(`${name} must be one of ${words.join(', ')}`);
};
