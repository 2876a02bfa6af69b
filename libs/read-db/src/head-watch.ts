import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { takeBackFaults } from './checkpoint';
import type { LaneProgress } from './lane';
import { isGone } from './lost/gone';
import type { Log } from './worker';

const HEAD = `
  insert into rapport_read.head (one, position, event_id, recorded_at, seen_at)
  values (true, $1, $2, $3, clock_timestamp())
  on conflict (one) do update set position = excluded.position, event_id = excluded.event_id,
    recorded_at = excluded.recorded_at, seen_at = excluded.seen_at`;
/** A checkpoint that is being moved waits no longer; asking for several of them in an order of our own would lock each other out. */
const WAITING = `
  update rapport_read.checkpoint c set waiting_since = w.since
  from (
    select c.ctid, w.since from rapport_read.checkpoint c
    join unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::timestamptz[]) as w(projection, version, lo, hi, since)
      using (projection, version, lo, hi)
    where c.waiting_since is distinct from w.since for update of c skip locked
  ) w where c.ctid = w.ctid`;
const LOOK_MS = 1_000;

/**
 * Writes down, every second, where the log ends and since when each lane has had something to do: so health sees a projector
 * that has died (nobody looks any more) or that does not move although the log does.
 */
export const watchHead = async (
  pool: Pool,
  store: Pick<EventStore, 'head'>,
  lanes: () => readonly LaneProgress[],
  log: Log,
  signal: AbortSignal,
  mend?: () => Promise<void>,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      const { position, eventId, recordedAt } = await store.head();
      await pool.query(HEAD, [position, eventId, recordedAt]);
      await takeBackFaults(pool, position);
      const waiting = lanes().flatMap(({ lane: { projections, range }, waitingSince: since }) =>
        // What came since the last look is about to be taken: its lane is not held up by a note of it.
        since === null || Date.parse(since) > Date.now() - LOOK_MS
          ? []
          : projections.map(({ name, version }) => [name, version, range.lo, range.hi, since] as const),
      );
      const column = (at: 0 | 1 | 2 | 3 | 4): unknown[] => waiting.map((one) => one[at]);
      if (waiting.length > 0) await pool.query(WAITING, [column(0), column(1), column(2), column(3), column(4)]);
    } catch (error) {
      log('warn', 'could not look at the end of the log', { fault: String(error) });
      if (isGone(error)) await mend?.();
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
};
