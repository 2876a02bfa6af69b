import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { LaneProgress } from './lane';
import type { Log } from './worker';

const HEAD = `
  insert into rapport_read.head (one, position, event_id, recorded_at, seen_at)
  values (true, $1, $2, $3, clock_timestamp())
  on conflict (one) do update set position = excluded.position, event_id = excluded.event_id,
    recorded_at = excluded.recorded_at, seen_at = excluded.seen_at`;
const WAITING = `
  update rapport_read.checkpoint set waiting_since = $5::timestamptz
  where projection = $1 and version = $2 and lo = $3 and hi = $4`;
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
): Promise<void> => {
  while (!signal.aborted) {
    try {
      const { position, eventId, recordedAt } = await store.head();
      await pool.query(HEAD, [position, eventId, recordedAt]);
      for (const { lane, waitingSince } of lanes()) {
        if (waitingSince === null) continue;
        for (const { name, version } of lane.projections) {
          await pool.query(WAITING, [name, version, lane.range.lo, lane.range.hi, waitingSince]);
        }
      }
    } catch (error) {
      log('warn', 'could not look at the end of the log', { fault: String(error) });
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
};
