import type { Pool } from 'pg';
import type { Log } from '@rapport/read-db';

/** Clocks that are told the time by others stay well within this. */
const APART_MS = 60_000;
const SAID_EVERY_MS = 3_600_000;

/**
 * The moment that has passed by this machine's clock and by the database's: the earlier one. What the end of a day has decided stays decided, so a
 * clock that runs ahead must not end days that are still to come.
 */
export const bothClocks = (pool: Pool, log: Log, own: () => Date = () => new Date()): (() => Promise<Date>) => {
  let said = -Infinity;
  return async () => {
    const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const [here, there] = [own(), rows[0]!.now];
    const apartMs = here.getTime() - there.getTime();
    if (Math.abs(apartMs) > APART_MS && performance.now() - said > SAID_EVERY_MS) {
      said = performance.now();
      log('warn', 'the clocks of this machine and of the database differ; days end by the one that is behind', {
        aheadSeconds: Math.round(apartMs / 1_000),
      });
    }
    return apartMs > 0 ? there : here;
  };
};
