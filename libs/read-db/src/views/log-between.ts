import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';

/**
 * The log from one fact up to and including a position; for the rare moments when nothing shorter will do.
 * @param from where to begin; this fact is the first one.
 */
export const logBetween = async (
  store: Pick<EventStore, 'find' | 'follow'>,
  from: Pick<Fact, 'eventId' | 'position'>,
  to: string,
): Promise<readonly Fact[]> => {
  const facts = (await store.find([from.eventId])).map(decodeEvent);
  if (from.position >= to) return facts;
  const stop = new AbortController();
  for await (const events of store.follow(from.position, stop.signal)) {
    facts.push(...events.map(decodeEvent).filter(({ position }) => position <= to));
    if (events.at(-1)!.position >= to) stop.abort();
  }
  return facts;
};
