import { subjectOf, type CustomerProjection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { Past } from '../past/past';
import { loadSkipped } from './skipped';

type Row = Readonly<Record<string, unknown>>;

/** What leaving an event out would make of the row of a customer who is parked at it. */
export interface SkipPreview {
  readonly customer: string;
  /** The event that the customer is parked at, and why it cannot be folded. */
  readonly eventId: string;
  readonly error: string;
  /** The row as it stands, from before the event; null = there is none. */
  readonly before: Row | null;
  /** The row with the event left out and all that queues behind it taken in. */
  readonly after: Row | null;
  /** Members of the row that would be others. */
  readonly changed: readonly string[];
  /** Events of the customer that queue behind it; not all of them may matter to this view. */
  readonly waiting: number;
  /** The next event that cannot be folded: the customer would be parked again, at that one. Null = all is taken in. */
  readonly parkedNext: { readonly eventId: string; readonly error: string } | null;
}

const PARKED = `
  select event_id::text as "eventId", position, error from rapport_read.parked
  where projection = $1 and version = $2 and key = $3`;

const changedBetween = (before: Row | null, after: Row | null): readonly string[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (member) => JSON.stringify(before?.[member]) !== JSON.stringify(after?.[member]),
  );

/**
 * Folds a parked customer as of a position twice: as the view does now, and with the event left out. Nothing is written. Null when nothing
 * is parked under the key. @throws what `Past` throws
 */
export const previewSkip = async (
  sql: Sql,
  past: Pick<Past, 'customer'>,
  projection: CustomerProjection<Row>,
  key: string,
  position: string,
): Promise<SkipPreview | null> => {
  const { name, version } = projection;
  const { rows } = await sql.query<{ eventId: string; position: string; error: string }>(PARKED, [name, version, key]);
  const [parked] = rows;
  const person = parked ? await past.customer(key, position) : null;
  if (!parked || !person) return null;
  const { eventId, error } = parked;
  const skipped = await loadSkipped(sql, projection);
  const now = person.leavingOut(projection, (fact) => skipped.covers(fact, key));
  const then = person.leavingOut(projection, (fact) => skipped.covers(fact, key) || subjectOf(fact) === eventId);
  const { customer } = person;
  return {
    ...{ customer, eventId, error, before: now.row, after: then.row, changed: changedBetween(now.row, then.row) },
    ...{ waiting: person.eventsAfter(parked.position), parkedNext: then.parked },
  };
};
