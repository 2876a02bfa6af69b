import {
  cursorAfter,
  pageOf,
  readCursor,
  timeline,
  type TimelineEntry,
  type TimelineFilter,
} from '@rapport/projections';
import type { Found } from '../answer';
import { asOfView, type AsOf } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import type { QueryParts } from '../parts';
import { handleSet } from '../person';
import { customerThen, positionThen } from '../then';

/** Which page of which entries. */
export interface TimelinePage {
  readonly filter: TimelineFilter;
  readonly cursor: string | null;
  readonly limit: number;
  readonly minPosition: string | undefined;
}

const LIST = 'timeline';

const isWanted =
  ({ channel, type, from, to }: TimelineFilter, occurred: string | undefined) =>
  (entry: TimelineEntry): boolean =>
    (occurred === undefined || entry.listedAt <= occurred) &&
    (!channel || channel.includes(entry.channel)) &&
    (!type || type.includes(entry.type)) &&
    (!from || entry.listedAt >= from) &&
    (!to || entry.listedAt < to);

/** Newest first, as the table gives them. */
const compareListed = (a: TimelineEntry, b: TimelineEntry): number => {
  if (a.listedAt !== b.listedAt) return a.listedAt < b.listedAt ? 1 : -1;
  return a.key < b.key ? 1 : -1;
};

/** What had happened with a customer by a moment in the past, or was known of it; newest first. */
export const listTimelineThen = async (
  parts: QueryParts,
  id: string,
  asOf: AsOf,
  { filter, cursor, limit, minPosition }: TimelinePage,
): Promise<Found> => {
  const after = await orBadCursor(async () => (cursor === null ? null : readCursor(LIST, cursor)));
  const position = await positionThen(parts, asOf, minPosition);
  const person = await customerThen(parts, id, position, asOf);
  const { customer } = person;
  const handles = handleSet(person);
  const all = [...person.entries(timeline).values()].filter(isWanted(filter, asOf.occurred)).sort(compareListed);
  const isAfter = ({ listedAt, key }: TimelineEntry): boolean =>
    after === null || listedAt < after.value! || (listedAt === after.value && key < after.key);
  const rest = all.filter(isAfter).slice(0, limit + 1);
  const page = pageOf(rest, limit, (entry) => cursorAfter(LIST, entry.listedAt, entry.key));
  return {
    ...{ position, asOf },
    showings: page.rows.map(({ key, handle: _handle, ...entry }) => ({
      customer,
      handles,
      row: { eventId: key, ...entry },
    })),
    body: (entries) => ({ customerId: customer, entries, next: page.next, ...asOfView(asOf, position) }),
  };
};
