import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';

/** The history is longer than one answer may read. */
export class TooMuchHistory extends Error {
  constructor(readonly max: number) {
    super(`more than ${max} events`);
    this.name = 'TooMuchHistory';
  }
}

/** All events of some streams up to a position, in the order of the log. @throws TooMuchHistory */
export const factsOf = async (
  store: Pick<EventStore, 'read'>,
  streams: readonly string[],
  position: string,
  max: number,
): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  for await (const events of store.read(streams, position)) {
    if (facts.length + events.length > max) throw new TooMuchHistory(max);
    for (const event of events) facts.push(decodeEvent(event));
  }
  return facts;
};
