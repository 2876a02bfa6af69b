import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '@rapport/edge';
import { OutcomeUnknown, StoreBusy } from '@rapport/event-store';

/** True when repeating the very same append is both safe and sensible. */
const repeatable = (error: unknown): boolean => error instanceof StoreBusy || error instanceof OutcomeUnknown;

/** What a client is told when the store could not answer: repeat it, ids make that safe. */
export const storeProblem = (error: unknown): unknown => {
  if (error instanceof StoreBusy)
    return unavailable(
      'store-busy',
      'more is waiting to be stored than the store takes at once; repeat the same request',
    );
  if (error instanceof OutcomeUnknown) {
    return unavailable('outcome-unknown', 'the store may have it or not; repeat the same request, ids make that safe');
  }
  return error;
};

/** Runs work against the store and turns its two ways of not knowing into 503. */
export const orUnavailable = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw storeProblem(error);
  }
};

const PAUSE_MS = 50;

/** Repeats work while the store is busy, for at most `patienceMs`; then 503. A stream slows down instead of failing. */
export const patiently = async <T>(work: () => Promise<T>, patienceMs: number): Promise<T> => {
  const until = performance.now() + patienceMs;
  for (let pause = PAUSE_MS; ; pause = Math.min(pause * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!repeatable(error) || performance.now() + pause > until) throw storeProblem(error);
      await sleep(pause);
    }
  }
};
