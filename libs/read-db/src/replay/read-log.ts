import type { EventStore, StoredEvent } from '@rapport/event-store';

/**
 * The log after a position ('' = from the start) up to and including another one, in batches as the engine gives them. The
 * next batch is on its way while one is worked on: reading is the server's work, folding ours.
 */
export const readLog = async function* (
  store: Pick<EventStore, 'follow'>,
  after: string,
  to: string,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  if (after >= to) return;
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const batches = store.follow(after === '' ? null : after, until)[Symbol.asyncIterator]();
  const ahead = (): Promise<IteratorResult<readonly StoredEvent[]>> => {
    const next = batches.next();
    next.catch(() => undefined);
    return next;
  };
  try {
    for (let next = ahead(); ;) {
      const { value, done } = await next;
      signal.throwIfAborted();
      if (done) return;
      const events = value as readonly StoredEvent[];
      const isLast = events.at(-1)!.position >= to;
      if (!isLast) next = ahead();
      yield isLast ? events.filter(({ position }) => position <= to) : events;
      if (isLast) return;
    }
  } finally {
    stop.abort();
  }
};
