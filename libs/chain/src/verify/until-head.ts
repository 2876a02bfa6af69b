import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore, Head, StoredEvent } from '@rapport/event-store';

/** How long the log may keep silent before it is asked whether its end is there at all. */
export const SILENCE_MS = 1_000;

/** So many answers without the end, each after a silence, make it sure that the log is not just slower than the silence is long. */
const ANSWERS = 5;

/**
 * The log after a position, up to the end that it had at a moment. A log whose end was cut off says nothing where its head
 * promises more: then the last event is looked for by its id, again and again beside the log, which has answered as well by then
 * if it has anything to say; without it this is the end.
 */
export async function* untilHead(
  store: Pick<EventStore, 'follow' | 'find'>,
  after: string | null,
  head: Head,
  silenceMs = SILENCE_MS,
): AsyncGenerator<readonly StoredEvent[]> {
  if (head.eventId === null || (after !== null && after >= head.position)) return;
  const stop = new AbortController();
  const batches = store.follow(after, stop.signal)[Symbol.asyncIterator]();
  let last = after ?? '';
  try {
    for (;;) {
      const next = batches.next();
      let arrived = await orSilence(next, silenceMs);
      for (let without = 0; arrived === null;) {
        const [end] = await store.find([head.eventId]);
        without = !end || end.position <= last || end.position > head.position ? without + 1 : 0;
        if (without === ANSWERS) return;
        arrived = await orSilence(next, silenceMs);
      }
      if (arrived.done) return;
      yield arrived.value.filter(({ position }) => position <= head.position);
      last = arrived.value.at(-1)!.position;
      if (last >= head.position) return;
    }
  } finally {
    stop.abort();
  }
}

const orSilence = async <T>(promise: Promise<T>, ms: number): Promise<T | null> => {
  const timer = new AbortController();
  const silence = pause(ms, null, { signal: timer.signal }).catch(() => null);
  return Promise.race([promise, silence]).finally(() => timer.abort());
};
