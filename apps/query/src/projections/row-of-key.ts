import { notFound, Problem } from '@rapport/edge';
import { projectionRow, type Registered } from '@rapport/projections';
import type { Found } from '../answer';
import { asOfView, type AsOf } from '../as-of';
import { included } from '../included';
import type { QueryParts } from '../parts';
import { rowsThen } from '../pasts/rows-then';
import { customerThen, entryThen, positionThen } from '../then';
import { NOBODY } from './nobody';

const notThen = (detail: string): Problem => new Problem(400, 'as-of-unsupported', detail);

/** A row as it was, where it is made from the events of one customer, or of one event with the records about it. */
const rowThen = async (
  parts: QueryParts,
  projection: Registered['projection'],
  key: string,
  asOf: AsOf,
  position: string,
): Promise<object | undefined> => {
  if (projection.scope === 'customer') {
    const person = await customerThen(parts, key, position, asOf);
    const row = person.row(projection);
    return row && { key: person.customer, ...row };
  }
  if (asOf.occurred !== undefined) throw notThen('a row of an event has no other time than that of the event');
  const row: object | undefined = await entryThen(parts, projection, key, position);
  return row && { key, ...row };
};

/** One row of a projection by its key, now or as of a moment. @throws Problem 400, 404 */
export const rowOfKey = async (
  parts: QueryParts,
  found: Registered,
  key: string,
  asOf: AsOf | undefined,
  minPosition: string | undefined,
): Promise<Found> => {
  const { projection } = found;
  const ofEverybody = projection.scope === 'entry' && projection.slicedBy === 'key';
  // What everybody's events make is not folded for a single question.
  if (asOf && ofEverybody)
    return rowsThen(parts, found, asOf, { key, ...(minPosition !== undefined && { minPosition }) });
  const position = asOf
    ? await positionThen(parts, asOf, minPosition)
    : await included(parts, [projection], minPosition);
  const row = asOf
    ? await rowThen(parts, projection, key, asOf, position)
    : await projectionRow(parts.db.manager, found, key);
  if (!row) throw notFound('row');
  const { name, version } = projection;
  return {
    ...{ position, asOf },
    showings: [{ customer: '', handles: NOBODY, row }],
    body: (rows) => ({ projection: name, version, position, rows, next: null, ...(asOf && asOfView(asOf, position)) }),
  };
};
