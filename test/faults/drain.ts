import { setTimeout as pause } from 'node:timers/promises';
import { speak } from './speak';
import type { Sql } from './sql';
import { headOf } from './until';

/** Waits until all followers have come to the end of the log, also with what they append themselves; that end. */
export const drain = async (url: string, sql: Sql): Promise<number> => {
  let seen: unknown;
  for (const until = Date.now() + 120_000; Date.now() < until; await pause(50)) {
    try {
      const head = await headOf(sql);
      const { projections } = (seen = await speak(url, 'GET', '/v1/projections')) as {
        projections: { position: string }[];
      };
      if (projections.every(({ position }) => Number(position.slice(-19)) === head)) return head;
    } catch {
      continue; // it is being started again
    }
  }
  throw new Error(`the views do not catch up: ${JSON.stringify(seen)}`);
};
