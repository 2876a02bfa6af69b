import { invalid } from '@rapport/edge';
import { localDayIn } from '@rapport/events';
import { COMPANY_ZONE, type CustomerValue, value, valueTable } from '@rapport/projections';
import { pastTable } from '@rapport/read-db';
import { boundOf, type AsOf } from '../as-of';
import type { QueryParts } from '../parts';
import { builtAsOf } from '../pasts/rows-then';
import type { Person } from '../person';
import { customerThen, positionThen } from '../then';

/** What the OpenAPI document says of the day beside moments. */
export const DAY_QUERY = {
  type: 'string',
  format: 'date',
  description:
    "The end of this day of the company's zone; today when absent, or the day of the moment that is asked for",
} as const;

const now = (): string => new Date().toISOString();

/** The day whose end figures are told of. @throws Problem 400 when it lies behind the moment that is asked for */
export const dayOf = (given: string | undefined, asOf: AsOf | undefined): string => {
  const last = localDayIn(COMPANY_ZONE)(asOf ? boundOf(asOf) : now());
  if (asOf && given !== undefined && given > last)
    throw invalid('asOf lies behind the moment that is asked for, when nothing was known of that day');
  return given ?? last;
};

const VALUE_TABLE = { projection: value, table: valueTable };

/** The table of everybody's value as of moments, once somebody had it built. @throws Problem as `builtAsOf` */
export const valuesThen = async (parts: QueryParts, asOf: AsOf, minPosition: string | undefined) => {
  if (minPosition !== undefined) throw invalid('minPosition says what now must include; the past has its own');
  const past = await builtAsOf(parts, VALUE_TABLE, asOf);
  return { position: past.position, table: pastTable(VALUE_TABLE, past.table!).table, beside: `past ${past.id}` };
};

/** Whom an id stood for at moments, and what they were worth. @throws Problem 404 when nobody had heard of it */
export const valueThen = async (
  parts: QueryParts,
  id: string,
  asOf: AsOf,
  minPosition: string | undefined,
): Promise<{ readonly position: string; readonly person: Person; readonly row: Omit<CustomerValue, 'key'> | null }> => {
  const position = await positionThen(parts, asOf, minPosition, [value]);
  const person = await customerThen(parts, id, position, asOf);
  return { position, person, row: person.row(value) ?? null };
};
