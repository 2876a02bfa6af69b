// Payload classes tell the types of their fields where they are defined: what keeps them must be there before the first of them.
import 'reflect-metadata';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** The words that payload classes are written in. Each says what a field holds, in which unit, and gives an example. */

const all =
  (...decorators: readonly PropertyDecorator[]): PropertyDecorator =>
  (target, field) =>
    decorators.forEach((decorate) => decorate(target, field));

const said = (description: string, example: unknown, unit?: string, more: object = {}): PropertyDecorator =>
  JSONSchema({ description, examples: [example], ...(unit && { 'x-unit': unit }), ...more }) as PropertyDecorator;

/** The field may be absent (never null). */
export const Optional = (): PropertyDecorator => IsOptional();

/** A name, number or code of one line: at most 200 characters. */
export const Code = (description: string, example: string): PropertyDecorator =>
  all(IsString(), MinLength(1), MaxLength(200), said(description, example));

/** A code, or null where there is none. */
export const CodeOrNull = (description: string, example: string): PropertyDecorator =>
  all(IsString(), MaxLength(200), said(description, example, undefined, { type: ['string', 'null'] }));

/** Free text: at most 20,000 characters. */
export const Text = (description: string, example: string): PropertyDecorator =>
  all(IsString(), MaxLength(20_000), said(description, example));

/** The path of an address; the query, which carries mail addresses and tokens, belongs to a personal field. */
export const Path = (description: string, example: string): PropertyDecorator =>
  all(IsString(), MaxLength(2_000), Matches(/^[^?#]*$/), said(description, example));

/** One of a fixed list of words; use it only where rules depend on the word. */
export const OneOf = (description: string, words: readonly string[], example = words[0]): PropertyDecorator =>
  all(IsIn([...words]), said(description, example));

/** A whole number within bounds. */
export const Whole = (description: string, example: number, unit: string, min = 0, max = 1e12): PropertyDecorator =>
  all(IsInt(), Min(min), Max(max), said(description, example, unit, { type: 'integer' }));

/** A duration in whole seconds, at most a year. */
export const Seconds = (description: string, example: number): PropertyDecorator =>
  Whole(description, example, 's', 0, 31_622_400);

/** A number that is measured or computed, never money. */
export const Measure = (description: string, example: number, unit: string, min?: number, max?: number) =>
  all(
    IsNumber(),
    ...(min === undefined ? [] : [Min(min)]),
    ...(max === undefined ? [] : [Max(max)]),
    said(description, example, unit),
  );

export const Flag = (description: string, example: boolean): PropertyDecorator =>
  all(IsBoolean(), said(description, example));

const DECIMAL = /^-?(0|[1-9]\d{0,17})(\.\d{1,9})?$/;
const NOT_NEGATIVE = /^(0|[1-9]\d{0,17})(\.\d{1,9})?$/;

/** Money as a decimal string in the payload's `currency`; may have more places than the minor unit. */
export const Amount = (description: string, example: string): PropertyDecorator =>
  all(IsString(), Matches(DECIMAL), said(description, example, 'currency'));

/** Money that cannot be negative: what is owed, paid or given back. */
export const Sum = (description: string, example: string): PropertyDecorator =>
  all(IsString(), Matches(NOT_NEGATIVE), said(description, example, 'currency'));

/** An exact positive ratio of two units as a decimal string. */
export const Rate = (description: string, example: string, unit: string): PropertyDecorator =>
  all(IsString(), Matches(NOT_NEGATIVE), said(description, example, unit));

/** ISO 4217 code in capitals. */
export const Currency = (description = 'Currency of the amounts', example = 'EUR'): PropertyDecorator =>
  all(IsString(), Matches(/^[A-Z]{3}$/), said(description, example, 'ISO 4217'));

/** A moment: RFC 3339 with offset; stored in UTC with milliseconds, so that text order is time order. */
export const Instant = (description: string, example: string): PropertyDecorator =>
  all(IsString(), said(description, example, 'RFC 3339', { format: 'date-time' }));

/** A calendar day without a zone. */
export const Day = (description: string, example: string): PropertyDecorator =>
  all(IsString(), said(description, example, 'ISO 8601 day', { format: 'date' }));

/** Short texts: at most 200. */
export const Codes = (description: string, example: readonly string[]): PropertyDecorator =>
  all(
    IsArray(),
    ArrayMaxSize(200),
    IsString({ each: true }),
    MaxLength(200, { each: true }),
    said(description, example),
  );

/** A JSON object of the sender's own making. */
export const Json = (description: string, example: object): PropertyDecorator =>
  all(IsObject(), said(description, example));
