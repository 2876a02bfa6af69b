import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Following } from '../following';
import type { Log } from '../worker';

// The moment as well: where the table was lost and made again, it counts from one.
const COUNT = `select count || ' ' || at as count from rapport_read.resumed`;
const LOOK_MS = 500;

/** What runs until it is stopped, and can say how it is. */
interface Runs<S> {
  stop(): Promise<void>;
  status(): Promise<S>;
}

/**
 * Followers that begin again, with nothing remembered, when somebody has run `rapport resume`: who has stopped because of
 * the log needs no restart of the process then.
 */
export const beginAgain = async <S>(pool: Pool, log: Log, start: () => Promise<Runs<S>>): Promise<Runs<S>> => {
  const count = async (): Promise<string> => (await pool.query<{ count: string }>(COUNT)).rows[0]?.count ?? '0';
  let seen = await count();
  let following = await start();
  const stop = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return;
      const now = await count().catch(() => seen);
      if (now === seen) continue;
      try {
        await following.stop();
        following = await start();
        seen = now;
        log('info', 'followers begin again: somebody has resumed them');
      } catch (error) {
        log('warn', 'followers could not begin again and will try once more', { fault: String(error) });
      }
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      stop.abort();
      await watching;
      await following.stop();
    },
    status: () => following.status(),
  };
};
