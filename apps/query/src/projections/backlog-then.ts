import { invalid } from '@rapport/edge';
import { cases, casesTable } from '@rapport/projections';
import { pastTable } from '@rapport/read-db';
import type { EntitySchema } from 'typeorm';
import { boundOf, type AsOf } from '../as-of';
import { included } from '../included';
import type { QueryParts } from '../parts';
import { builtAsOf } from '../pasts/rows-then';

const CASES_TABLE = { projection: cases, table: casesTable };

/** When, of which table, and how much of the log is in it. */
export interface BacklogAsked {
  readonly at: string;
  readonly table: EntitySchema<any>;
  readonly position: string;
}

/** The moment at which cases are counted. @throws Problem 400 when it lies behind the moment that is asked for */
const momentOf = (at: string | undefined, asOf: AsOf | undefined): string => {
  if (at !== undefined && asOf && at > boundOf(asOf))
    throw invalid('at lies behind the moment that is asked for, when nothing was known of it');
  return at ?? (asOf ? boundOf(asOf) : new Date().toISOString());
};

/**
 * Where open cases are counted. What was known at a moment is in a table that somebody had built as of it; what had happened by a moment is in any
 * table: what came later changes nothing of what was open then.
 * @throws Problem as `builtAsOf`
 */
export const backlogAsked = async (
  parts: QueryParts,
  given: string | undefined,
  asOf: AsOf | undefined,
  minPosition: string | undefined,
): Promise<BacklogAsked> => {
  const at = momentOf(given, asOf);
  if (asOf?.recorded === undefined)
    return { at, table: casesTable, position: await included(parts, [cases], minPosition) };
  if (minPosition !== undefined) throw invalid('minPosition says what now must include; the past has its own');
  const past = await builtAsOf(parts, CASES_TABLE, { recorded: asOf.recorded });
  return { at, table: pastTable(CASES_TABLE, past.table!).table, position: past.position };
};
