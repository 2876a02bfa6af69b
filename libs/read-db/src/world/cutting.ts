import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@rapport/event-store';
import type { Random } from '@rapport/testing';
import type { Pool } from 'pg';

const TAKEN = `select bool_and(position >= $1) as taken from rapport_read.checkpoint where projection not like '%~%'`;

/** The log handed out in pieces of random length, the next one when all projections have written the one before. */
export const cutting = (store: EventStore, random: Random, pool: Pool, done: { cuts: number }): EventStore => ({
  ...store,
  follow: async function* (after, signal) {
    for await (const batch of store.follow(after, signal)) {
      for (let at = 0; at < batch.length;) {
        const piece = batch.slice(at, at + 1 + random.below(6));
        at += piece.length;
        yield piece;
        while (!signal.aborted) {
          const { rows } = await pool.query<{ taken: boolean | null }>(TAKEN, [piece.at(-1)!.position]);
          if (rows[0]!.taken === true) break;
          await pause(1);
        }
        if (signal.aborted) return;
        done.cuts += 1;
      }
    }
  },
});
