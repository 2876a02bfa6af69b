import type { StoredEvent } from '@rapport/event-store';
import { entryOf } from '../entry';
import type { Entry } from '../link';

/** An event of the store with what the chain would keep of it. */
export interface ReadEvent {
  readonly event: StoredEvent;
  readonly entry: Entry;
}

/** Hands over events one by one, however they arrive. */
export const eventReader = (batches: AsyncIterable<readonly StoredEvent[]>) => {
  const iterator = batches[Symbol.asyncIterator]();
  let batch: readonly StoredEvent[] = [];
  let at = 0;
  return {
    /** True when the next event is at hand, so that asking for it costs no turn of the loop. */
    ready: (): boolean => at < batch.length,
    take: (): ReadEvent => {
      const event = batch[at++]!;
      return { event, entry: entryOf(event) };
    },
    /** Reads on; false at the end. */
    more: async (): Promise<boolean> => {
      while (at >= batch.length) {
        const next = await iterator.next();
        if (next.done) return false;
        batch = next.value;
        at = 0;
      }
      return true;
    },
    close: async (): Promise<void> => void (await iterator.return?.()),
  };
};

/** What `eventReader` makes. */
export type EventReader = ReturnType<typeof eventReader>;
