import { notFound, Problem, unavailable } from '@rapport/edge';
import {
  IDENTITY,
  LogUnreachable,
  MomentToCome,
  PastBusy,
  TooMuchHistory,
  type PastCustomer,
  type PastPerson,
  type Versioned,
} from '@rapport/read-db';
import { toCome, type AsOf } from './as-of';
import { included, includes } from './included';
import type { QueryParts } from './parts';

const AGAIN_SECONDS = 5;

/** What a view of the past failed with, for clients. */
const asProblem = (error: unknown): unknown => {
  if (error instanceof MomentToCome) return toCome('asOfRecorded');
  if (error instanceof PastBusy) return unavailable('past-busy', error.message);
  if (error instanceof TooMuchHistory) {
    return new Problem(422, 'too-much-history', `the history has ${error.message}; one answer reads no more`);
  }
  if (error instanceof LogUnreachable) {
    const detail = 'the past is read from the event store, which this process cannot reach; views of now are served';
    return unavailable('log-unreachable', detail, AGAIN_SECONDS);
  }
  return error;
};

/** Asks about the past. @throws Problem for what it failed with */
export const asking = <T>(question: Promise<T>): Promise<T> =>
  question.catch((error: unknown) => {
    throw asProblem(error);
  });

/**
 * The position of the log that an answer about the past is made from: where the log ended at the moment of `recorded`, else
 * what these projections and identity include now.
 * @throws Problem 400 for a moment to come, or minPosition beside it; 503 when the views have not come as far in time.
 */
export const positionThen = async (
  parts: QueryParts,
  { recorded }: AsOf,
  minPosition: string | undefined,
  projections: readonly Versioned[] = [],
): Promise<string> => {
  const needed = [IDENTITY, ...projections];
  if (recorded === undefined) return included(parts, needed, minPosition);
  if (minPosition !== undefined) {
    throw new Problem(
      400,
      'invalid-request',
      'minPosition says what now must include; it does not go with asOfRecorded',
    );
  }
  const position = await asking(parts.past.positionAt(recorded));
  // Before the first event nobody was known, whatever the views have come to.
  if (/-0+$/.test(position)) return position;
  if (await includes(parts, needed, position, 'the event store')) return position;
  throw unavailable('not-included-yet', 'the views have not come to that moment yet; repeat');
};

const orUnknown = <T>(found: T | null): T => {
  if (found === null) throw notFound('customer');
  return found;
};

/** Whom an id stood for at a position. @throws Problem 404 when nobody had heard of it */
export const personThen = async ({ past }: QueryParts, id: string, position: string): Promise<PastPerson> => {
  if (position === '') throw notFound('customer');
  return orUnknown(await asking(past.person(id, position)));
};

/** All events of such a person, of which only those that had happened count when `occurred` is asked for. */
export const historyThen = (
  { past }: QueryParts,
  person: PastPerson,
  position: string,
  { occurred }: AsOf = {},
): Promise<PastCustomer> => asking(past.history(person, position, occurred));

/** The person with all events, of which only those that had happened count when `occurred` is asked for. */
export const customerThen = async (
  { past }: QueryParts,
  id: string,
  position: string,
  { occurred }: AsOf = {},
): Promise<PastCustomer> => {
  if (position === '') throw notFound('customer');
  return orUnknown(await asking(past.customer(id, position, occurred)));
};

/** The row of an event at a position. */
export const entryThen = (
  { past }: QueryParts,
  ...asked: Parameters<QueryParts['past']['entry']>
): ReturnType<QueryParts['past']['entry']> => asking(past.entry(...asked));
