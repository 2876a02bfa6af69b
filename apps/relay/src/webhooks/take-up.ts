import { decodeEvent } from '@rapport/events';
import type { StoredEvent } from '@rapport/event-store';
import { type LogFilter, passes } from '../log-filter';
import type { Taken } from './deliveries';
import { isTold } from './message';

/** What is to be delivered of a part of the log, and how far it was looked at. */
export interface TakenUp {
  readonly taken: readonly Omit<Taken, 'customer'>[];
  readonly position: string;
}

/**
 * Chooses what is to be delivered from what comes after a position, as far as there is room, and up to and including another
 * position where one is given.
 */
export const takenUp = (
  events: readonly StoredEvent[],
  after: string,
  filter: LogFilter,
  room: number,
  until: string | null = null,
): TakenUp => {
  const taken: Omit<Taken, 'customer'>[] = [];
  let position = after;
  for (const stored of events) {
    if (until !== null && stored.position > until) return { taken, position: until };
    if (taken.length === room) return { taken, position };
    const fact = decodeEvent(stored);
    if (isTold(fact) && passes(filter, fact)) taken.push({ fact, previous: position });
    position = stored.position;
  }
  // The log ends before the range does: there is nothing more that it could have meant.
  return { taken, position: events.length === 0 && until !== null ? until : position };
};
