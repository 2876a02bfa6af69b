import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@rapport/event-store';
import type { Random } from '@rapport/testing';
import type { Pool } from 'pg';

const TAKEN = `select bool_and(position >= $1) as taken from rapport_read.checkpoint where projection not like '%~%'`;

/** Where pieces end: the same places for all who read, or one of them would wait for what another is only given once that one has gone on. */
const endings = (random: Random) => {
  const ends: string[] = [];
  return (batch: readonly { readonly position: string }[]): string => {
    const from = batch[0]!.position;
    const known = ends.find((end) => end >= from);
    if (known !== undefined) return known;
    const end = batch[Math.min(random.below(6), batch.length - 1)]!.position;
    ends.push(end);
    return end;
  };
};

/** The log handed out in pieces of random length, the next one when all projections have written the one before. */
export const cutting = (store: EventStore, random: Random, pool: Pool, done: { cuts: number }): EventStore => {
  const endOf = endings(random);
  return {
    ...store,
    follow: async function* (after, signal) {
      for await (const batch of store.follow(after, signal)) {
        for (let at = 0; at < batch.length;) {
          const end = endOf(batch.slice(at));
          const piece = batch.slice(at).filter(({ position }) => position <= end);
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
  };
};
