import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { decodeEvent } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { loadCheckpoint, type Checkpoint } from '../checkpoint';
import type { Lease } from '../lease';
import { ViewRunner } from '../views/view-runner';
import type { Versioned } from '../wait-for';
import type { Pace } from './pace';
import { readLog } from './read-log';
import type { Shadow } from './shadow';

/** What moving a shadow along the log needs. */
export interface CatchUpParts {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly shadow: Shadow;
  readonly lease: Lease;
  readonly ttlMs: number;
  /** How long live may take to come to where the rebuilt rows already are, before it is not waited for, in milliseconds; 10,000 when absent. */
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
}

/** `patienceMs` when it is absent. */
export const PATIENCE_MS = 10_000;

const BATCH_MAX = 2_000;

/** Moves the shadow to a position by the ordinary runner; identity must have come as far. Returns how many events that took. */
export const catchUp = async (parts: CatchUpParts, to: string, pace?: Pace): Promise<number> => {
  let events = 0;
  const step = async (position: string, more: number): Promise<void> => {
    events += more;
    await pace?.step({ position, events });
  };
  // A table that was live has a place for each of its ranges, a new one has one for all.
  for (const range of await standingOf(parts.pool, parts.shadow.projection)) await moveRange(parts, range, to, step);
  return events;
};

const moveRange = async (
  { pool, store, shadow, lease, ttlMs, signal }: CatchUpParts,
  { lo, hi }: Standing,
  to: string,
  step: (position: string, events: number) => Promise<void>,
): Promise<void> => {
  const { projection, rows } = shadow;
  let at: Checkpoint = await loadCheckpoint(pool, projection, { lo, hi });
  // What a runner remembers customers in is worth making only where there is something to fold.
  if (at.position >= to) return;
  const runner = new ViewRunner({ pool, store, projections: [{ projection, rows }], range: { lo, hi }, ttlMs });
  for await (const { events } of readLog(store, { after: at.position, to }, signal)) {
    for (let from = 0; from < events.length; from += BATCH_MAX) {
      const facts = events.slice(from, from + BATCH_MAX).map(decodeEvent);
      at = await runner.take(facts, at, lease);
      await step(at.position, facts.length);
    }
  }
};

const STANDS =
  'select lo, hi, position from rapport_read.checkpoint where projection = $1 and version = $2 order by lo';

/** Where the live table stands, by range of slices. */
export interface Standing {
  readonly lo: number;
  readonly hi: number;
  readonly position: string;
}

export const standingOf = async (sql: Sql, { name, version }: Versioned): Promise<readonly Standing[]> =>
  (await sql.query<Standing>(STANDS, [name, version])).rows;

/** The position of the foremost range; '' when nothing has moved yet. */
export const foremost = (standing: readonly Standing[]): string =>
  standing.reduce((most, { position }) => (position > most ? position : most), '');
