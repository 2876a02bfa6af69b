import { setTimeout as pause } from 'node:timers/promises';
import { type LaneParts, type LaneProgress, runLane } from './lane';

/** What is done about the failures of a lane. */
export interface Failing {
  /** True where trying again may help, and nobody else need start anew. */
  readonly isOwn: (error: unknown) => boolean;
  /** Told of each failure, before the pause. */
  readonly failed: (error: unknown, againInMs: number) => Promise<void>;
  /** Asked after the pause. */
  readonly again: (error: unknown) => Promise<void>;
}

const PAUSE_MIN_MS = 50;
const PAUSE_MAX_MS = 5_000;

/** How long to wait after a failure that came so long after the last attempt began, which had waited for `delay`. Milliseconds. */
export const nextPause = (delay: number, ranMs: number): number =>
  delay === 0 || ranMs > PAUSE_MAX_MS * 2 ? PAUSE_MIN_MS : Math.min(delay * 2, PAUSE_MAX_MS);

/** Moves a lane along the log until the signal aborts, and tries again by itself where a failure is its own: other lanes go on meanwhile. */
export const runLaneAgain = async (progress: LaneProgress, parts: LaneParts, failing: Failing): Promise<void> => {
  for (let delay = 0; ;) {
    const attempt = new AbortController();
    const began = performance.now();
    try {
      return await runLane(progress, { ...parts, signal: AbortSignal.any([parts.signal, attempt.signal]) });
    } catch (error) {
      if (parts.signal.aborted || !failing.isOwn(error)) throw error;
      // Nobody waits for the reader of an attempt that has failed.
      attempt.abort();
      delay = nextPause(delay, performance.now() - began);
      await failing.failed(error, delay);
      await pause(delay, undefined, { signal: parts.signal }).catch(() => undefined);
      await failing.again(error);
    }
  }
};
