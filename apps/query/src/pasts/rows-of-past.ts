import { notFound, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { projectionRowsBeside, type Registered } from '@rapport/projections';
import { pastTable, type BuiltPast } from '@rapport/read-db';
import type { Found } from '../answer';
import { asOfView } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import type { QueryParts } from '../parts';
import { foundDefined } from '../projections/defined-found';
import { isDefined } from '../projections/named';
import { NOBODY } from '../projections/nobody';
import { orGone } from './gone';
import { momentsOf } from './past-shown';

const LIMIT_MAX = 2_000;

/** Rows of a projection of the past, as they were asked for. */
export const rowsOfPast = (parts: QueryParts, past: BuiltPast, found: Registered, query: unknown): Promise<Found> => {
  const { id, position } = past;
  const beside = pastTable(found, past.table!);
  const then = { id, position, asOf: momentsOf(past) };
  const rows = isDefined(beside) ? foundDefined(parts, beside, query, then) : foundPlain(parts, past, beside, query);
  return rows.catch(orGone);
};

const foundPlain = async (
  { db }: QueryParts,
  past: BuiltPast,
  { table }: Registered,
  query: unknown,
): Promise<Found> => {
  const given = parametersOf(query, ['key', 'cursor', 'limit']);
  const limit = wholeNumber('limit', given.limit, 500, LIMIT_MAX);
  const key = given.key === undefined ? null : uuid('key', given.key);
  const wish = { cursor: given.cursor ?? null, limit, key };
  const page = await orBadCursor(() => projectionRowsBeside(db.manager, table, `past ${past.id}`, wish));
  if (key !== null && page.rows.length === 0) throw notFound('row');
  const { projection: name, version, position } = past;
  const asOf = momentsOf(past);
  return {
    ...{ position, asOf },
    showings: page.rows.map((row) => ({ customer: '', handles: NOBODY, row })),
    body: (rows) => ({ projection: name, version, position, rows, next: page.next, ...asOfView(asOf, position) }),
  };
};
