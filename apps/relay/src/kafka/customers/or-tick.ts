import { setTimeout as pause } from 'node:timers/promises';

/** How often it is looked whether something is to be told without an event. */
export const TICK_MS = 500;

/** What comes first: the next batch, or null after a moment. @throws the signal's reason */
export const orTick = async <T>(next: Promise<T>, signal: AbortSignal): Promise<T | null> => {
  const timer = new AbortController();
  const tick = pause(TICK_MS, null, { signal: AbortSignal.any([signal, timer.signal]) }).catch(() => null);
  const first = await Promise.race([next, tick]).finally(() => timer.abort());
  signal.throwIfAborted();
  return first;
};
