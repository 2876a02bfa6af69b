import type { EventStore } from '@rapport/event-store';
import { customerStream, decisionStream } from '@rapport/events';
import { entryRows, type EntryProjection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { Histories } from './histories';
import { LazyLog, MomentToCome } from './log';
import { PastCustomer } from './past-customer';
import { personAt, type PastPerson } from './person';

/**
 * What was known of one customer at a position of the log, folded anew from the events: by the links that held then, and
 * with what was recorded up to there. Identity must have come as far (projection `IDENTITY`). Errors that all of it may
 * throw: `LogUnreachable`, `PastBusy`, `TooMuchHistory`.
 */
export interface Past {
  /** The position that the log had reached at a moment (RFC 3339). @throws MomentToCome */
  positionAt(moment: string): Promise<string>;
  /** Null when no event up to there carried the id. */
  person(id: string, position: string): Promise<PastPerson | null>;
  /**
   * All events of a person up to the position at which it was asked for.
   * @param until with it, only what had happened by then (RFC 3339, UTC, milliseconds) counts, as corrected.
   */
  history(person: PastPerson, position: string, until?: string): Promise<PastCustomer>;
  /** Both: the person with all events. Null when no event up to there carried the id. */
  customer(id: string, position: string, until?: string): Promise<PastCustomer | null>;
  /** The row of an event in a projection that has one by that key; undefined when there was none. */
  entry(projection: EntryProjection<object>, eventId: string, position: string): Promise<object | undefined>;
  close(): Promise<void>;
}

/** What views of the past are made from. */
export interface PastOptions {
  /** The tables of identity. */
  readonly sql: Sql;
  /** Opens the event store, the first time that anybody asks. */
  readonly store: () => Promise<EventStore>;
  /** Closes it, if it was opened. */
  readonly closeStore?: (store: EventStore) => Promise<void>;
  /** Most events of one customer that are read for an answer; 100,000 when absent. */
  readonly eventsMax?: number;
}

/** Opens the way into the past; nothing is connected before somebody asks. */
export const openPast = ({ sql, store, closeStore, eventsMax = 100_000 }: PastOptions): Past => {
  const log = new LazyLog(store);
  const histories = new Histories(() => log.open(), eventsMax);
  const person = (id: string, position: string): Promise<PastPerson | null> => personAt(sql, log, id, position);
  const history: Past['history'] = async (found, position, until) => {
    const handles = new Set([found.customer, ...found.handles.map(({ handle }) => handle)]);
    const streams = [...handles].flatMap((handle) => [customerStream(handle), decisionStream(handle)]);
    return new PastCustomer(found, await histories.of(streams, position), until);
  };
  return {
    positionAt: async (moment) => {
      const opened = await log.open();
      // The store's clock counts, and it may be ahead of ours.
      if (moment > new Date().toISOString() && moment > ((await opened.head()).recordedAt ?? ''))
        throw new MomentToCome();
      return (await opened.headAt(moment)).position;
    },
    person,
    history,
    customer: async (id, position, until) => {
      const found = await person(id, position);
      return found && history(found, position, until);
    },
    entry: async (projection, eventId, position) => {
      const [event] = await (await log.open()).find([eventId]);
      if (!event || event.position > position) return undefined;
      // Records about an event stand in its own stream.
      return entryRows(projection, await histories.of([event.stream], position)).get(eventId);
    },
    close: () => log.close(closeStore),
  };
};
