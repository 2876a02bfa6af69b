import { EpochMismatch, PositionAhead } from '@rapport/event-store';

/** SQLSTATE classes and states after which the same statement may succeed later: it is idempotent by its event ids. */
const PASSING = [
  '08', // connection exceptions
  '40', // rollbacks: serialization, deadlock
  '53', // too many connections, disk full, out of memory
  '55P03', // lock timeout
  '57', // cancelled, shut down, starting up, statement or idle timeout
  '58', // I/O errors of the server's system
  '25P03', // idle in transaction
  '25P04', // transaction timeout
  'XX000', // internal error, such as a failed fsync
];

/** True when the failure may pass by itself: the network, a restart, a full disk. Whatever the server did not say is the wire's. */
export const isPassing = (error: unknown): boolean => {
  const { code, severity } = error as { code?: string; severity?: string };
  return severity === undefined || PASSING.some((state) => code?.startsWith(state));
};

/** Another history or a missing end is for the reader's owner; waiting does not help. */
export const isRefusal = (error: unknown): boolean => error instanceof EpochMismatch || error instanceof PositionAhead;

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
