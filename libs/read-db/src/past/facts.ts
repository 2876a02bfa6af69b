import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { ahead } from '../ahead';
import { sayingAlike } from './alike';

/** The history is longer than one answer may read. */
export class TooMuchHistory extends Error {
  constructor(readonly max: number) {
    super(`more than ${max} events`);
    this.name = 'TooMuchHistory';
  }
}

/**
 * All events of some streams up to a position, in the order of the log. While some are decoded the next ones are on their way.
 * @throws TooMuchHistory
 */
export const factsOf = async (
  store: Pick<EventStore, 'read'>,
  streams: readonly string[],
  position: string,
  max: number,
): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  const alike = sayingAlike();
  for await (const events of ahead(store.read(streams, position))) {
    if (facts.length + events.length > max) throw new TooMuchHistory(max);
    for (const event of events) facts.push(alike(decodeEvent(event)));
  }
  return facts;
};
