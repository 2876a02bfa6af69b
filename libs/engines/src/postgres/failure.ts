import { EpochMismatch, PositionAhead } from '@rapport/event-store';
import { isPassingState, TakenOver } from '@rapport/postgres';

/** What it calls an internal error, such as a failed fsync; statements are idempotent by their event ids. */
const INTERNAL = 'XX000';

/** True when the failure may pass by itself: the network, a restart, a full disk. Whatever the server did not say is the wire's. */
export const isPassing = (error: unknown): boolean => {
  const { code, severity } = error as { code?: string; severity?: string };
  return severity === undefined || isPassingState(code) || code === INTERNAL;
};

/** Another history, a missing end or another server is for the reader's owner; waiting does not help. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof EpochMismatch || error instanceof PositionAhead || error instanceof TakenOver;

/** Waits 25 ms after the first failure, twice as long after each further one, 1 s at most; less when the signal aborts. */
export const backOff = (failures: number, signal?: AbortSignal): Promise<void> => {
  const ms = Math.min(1_000, 25 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
};
