import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';

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
  const batches = store.read(streams, position)[Symbol.asyncIterator]();
  let next = batches.next();
  for (let one = await next; !one.done; one = await next) {
    if (facts.length + one.value.length > max) {
      await batches.return?.();
      throw new TooMuchHistory(max);
    }
    next = batches.next();
    // Should it fail meanwhile, that is seen when it is awaited.
    next.catch(() => undefined);
    for (const event of one.value) facts.push(decodeEvent(event));
  }
  return facts;
};
