import type { EventStore, Stretch, Types } from '@rapport/event-store';

/** What is read of the log: a part of it, and types of events (all when absent). */
export interface LogPart {
  /** Exclusive; '' = from the start. */
  readonly after: string;
  /** Inclusive; '' = nothing. */
  readonly to: string;
  readonly types?: Types;
}

/**
 * A part of the log in stretches as the engine gives them. The next one is on its way while one is worked on: reading is the
 * server's work, folding ours.
 */
export const readLog = async function* (
  store: Pick<EventStore, 'scan'>,
  { after, to, types }: LogPart,
  signal: AbortSignal,
): AsyncGenerator<Stretch, void, undefined> {
  if (after >= to) return;
  const stop = new AbortController();
  const range = { after: after === '' ? null : after, upTo: to, ...(types && { types }) };
  const stretches = store.scan(range, AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
  const ahead = (): Promise<IteratorResult<Stretch>> => {
    const next = stretches.next();
    next.catch(() => undefined);
    return next;
  };
  try {
    for (let next = ahead(); ;) {
      const { value, done } = await next;
      signal.throwIfAborted();
      if (done) return;
      next = ahead();
      yield value;
    }
  } finally {
    stop.abort();
  }
};
