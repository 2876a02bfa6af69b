import { setTimeout as sleep } from 'node:timers/promises';
import type { EventIndex } from './event-index';
import type { Placing } from './placing';

const EVERY_MS = 5_000;

/**
 * Finishes what was claimed and left: its process died, or gave up waiting. Whoever asks for such an event finishes it on the
 * spot; this is for those that nobody asks for. It also takes over at once what an ended process left behind.
 */
export const openClaims = (index: EventIndex, placing: Placing, deadline: number): { stop(): Promise<void> } => {
  const stopped = new AbortController();
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        for (const stream of await index.forgotten(EVERY_MS)) {
          if (stopped.signal.aborted) return;
          await placing.finish(stream, 2_147_483_647, performance.now() + deadline);
        }
      } catch {
        // A server is away, or refuses; the claims stay for the next time.
      }
      await sleep(EVERY_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    stop: () => {
      stopped.abort();
      return watching;
    },
  };
};
