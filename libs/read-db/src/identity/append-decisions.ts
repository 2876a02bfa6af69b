import { IDENTITY_SOURCE, type DecidedEvent } from '@rapport/decisions';
import { StoreBusy, type EventStore, type Outcome } from '@rapport/event-store';
import { decodeEvent } from '@rapport/events';
import { setTimeout as pause } from 'node:timers/promises';

/** Most decisions in one call of the store. */
const AT_ONCE_MAX = 500;
const BUSY_PAUSE_MS = 20;

type Appender = Pick<EventStore, 'append' | 'find'>;

/**
 * Appends decisions in order. A repeat is nothing new; when the log holds another decision under the same number (a person
 * was faster, or an older rule decided otherwise), the log is right and the follower will read it.
 * @throws when an id is taken by something else, and whatever the store throws.
 */
export const appendDecisions = async (store: Appender, decided: readonly DecidedEvent[]): Promise<void> => {
  for (let at = 0; at < decided.length; at += AT_ONCE_MAX) {
    const part = decided.slice(at, at + AT_ONCE_MAX);
    const outcomes = await patiently(store, part);
    const conflicts = outcomes.flatMap((outcome) => (outcome.status === 'conflict' ? [outcome.eventId] : []));
    if (conflicts.length > 0) await mustBeDecisions(store, conflicts);
  }
};

const patiently = async (store: Appender, events: readonly DecidedEvent[]): Promise<readonly Outcome[]> => {
  const appends = events.map(({ stream, ...event }) => ({ stream, expected: 'any' as const, events: [event] }));
  for (;;) {
    try {
      return await store.append(appends);
    } catch (error) {
      if (!(error instanceof StoreBusy)) throw error;
      await pause(BUSY_PAUSE_MS);
    }
  }
};

const mustBeDecisions = async (store: Appender, ids: readonly string[]): Promise<void> => {
  const found = (await store.find(ids)).map(decodeEvent);
  const strange = ids.filter(
    (id) => !found.some(({ eventId, source }) => eventId === id && source === IDENTITY_SOURCE),
  );
  if (strange.length > 0) throw new Error(`ids of identity decisions are taken by other events: ${strange.join(', ')}`);
};
