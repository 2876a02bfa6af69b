import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { ProjectionTable } from '../follow';
import { loadCheckpoint, type Checkpoint } from '../checkpoint';
import { firmCheckpoint } from '../firm';
import { IDENTITY } from '../identity/reached';
import type { Lease } from '../lease';
import { ALL_SLICES } from '../slices';
import type { Versioned } from '../wait-for';
import { buildCustomers } from './build-customers';
import { buildEntries } from './build-entries';
import { catchUp, foremost, PATIENCE_MS, standingOf, type CatchUpParts } from './catch-up';
import { change, type ReplayRecord } from './record';
import type { Place } from './together';
import { Shadow } from './shadow';
import { addIndexes, createShadow, dropShadows, forgetName, newShadow, shadowName } from './spare-table';
import { Steering } from './steering';
import type { FoldingThreads } from './threads/folders';

/** What running replays needs; `pool` is their own, so that they never take a connection from live. */
export interface ReplayParts {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly lease: Lease;
  readonly ttlMs: number;
  /** Octets of memory for events and rows under way. */
  readonly memory: number;
  /** Directory of what does not fit. */
  readonly scratch: string;
  /** Threads that fold; all is folded in this one when absent. */
  readonly threads?: FoldingThreads;
  readonly signal: AbortSignal;
  /** Among those that read the log together, if it is one of them. */
  readonly place?: Place;
}

const ordinal = (position: string): number => Number(position.slice(-19) || 0);
const liveTable = ({ table }: ProjectionTable): string => table.options.tableName!;

/** Tells whether live has something to do. */
export const isBusy =
  (
    { pool, store }: Pick<ReplayParts, 'pool' | 'store'>,
    { projection, version }: Pick<ReplayRecord, 'projection' | 'version'>,
  ) =>
  async (): Promise<boolean> => {
    const { position } = await store.head();
    return foremost(await standingOf(pool, { name: projection, version })) < position;
  };

/** Steers a replay. */
export const steeringOf = (parts: ReplayParts, record: ReplayRecord): Steering =>
  new Steering(parts.pool, record.id, parts.signal, isBusy(parts, record), parts.place?.company);

/** Opens the table that a replay has built. */
export const openShadow = (parts: ReplayParts, table: ProjectionTable, beside: string): Promise<Shadow> =>
  Shadow.open(parts.pool, table, [shadowName(table.projection.name), beside]);

/** Builds the rows beside the live table, up to where identity stands now, and gives the table its indexes. */
export const build = async (
  parts: ReplayParts,
  record: ReplayRecord,
  registered: ProjectionTable,
  steering: Steering,
): Promise<Shadow> => {
  const { pool, place } = parts;
  const live = liveTable(registered);
  const table = newShadow(live);
  await dropShadows(pool, live);
  await forgetName(pool, shadowName(record.projection), record.version);
  const begun = {
    state: 'running',
    shadow: table,
    fault: null,
    comparison: null,
    aggregates: null,
    rows: null,
  } as const;
  await change(
    pool,
    record.id,
    begun,
    `attempts = attempts + 1, started_at = clock_timestamp(), wish = nullif(wish, 'resume')`,
  );
  await createShadow(pool, live, table);
  const shadow = await openShadow(parts, registered, table);
  const to = place?.company.to ?? (await firmCheckpoint(pool, IDENTITY));
  await steering.enter('reading', { events: ordinal(to.position), head: to.position });
  let rows = 0;
  if (to.eventId !== null) {
    const end = { position: to.position, eventId: to.eventId };
    const own = { shadow, pace: steering };
    const building = { ...parts, ...own, to: end };
    const alone = registered.projection.scope === 'customer' ? buildCustomers : buildEntries;
    rows = await (place?.build(own) ?? alone(building));
  }
  await steering.enter('indexing');
  await shadow.key();
  await addIndexes(pool, live, table);
  await setCheckpoint(pool, shadow, to);
  await change(pool, record.id, { rows, events: steering.events, position: to.position });
  return shadow;
};

const setCheckpoint = async (pool: Pool, { projection }: Shadow, { position, eventId }: Checkpoint): Promise<void> => {
  await loadCheckpoint(pool, projection, ALL_SLICES);
  await pool.query(
    `update rapport_read.checkpoint set position = $3, event_id = $4::uuid where projection = $1 and version = $2`,
    [projection.name, projection.version, position, eventId],
  );
};

/** So few events behind that one more round would find as many new ones. */
const NEAR = 1_000;
const ROUNDS_MAX = 1_000;

/** Waits for live, a little: the rows were built up to where identity stood, and views follow it. */
const awaitLive = async (
  { pool, shadow, patienceMs = PATIENCE_MS, signal }: CatchUpParts,
  live: Versioned,
  steering: Steering,
): Promise<void> => {
  const own = foremost(await standingOf(pool, shadow.projection));
  // Nobody follows a projection before it has been built once.
  if (foremost(await standingOf(pool, live)) === '') return;
  for (const end = performance.now() + patienceMs; performance.now() < end;) {
    if (foremost(await standingOf(pool, live)) >= own) return;
    await pause(50, undefined, { signal });
    await steering.look();
  }
};

/** Follows live in ever smaller steps. */
export const approach = async (
  parts: CatchUpParts,
  { projection, version }: ReplayRecord,
  steering: Steering,
): Promise<void> => {
  const live = { name: projection, version };
  await awaitLive(parts, live, steering);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const to = foremost(await standingOf(parts.pool, live));
    const from = foremost(await standingOf(parts.pool, parts.shadow.projection));
    await steering.enter('catching-up', { events: Math.max(0, ordinal(to) - ordinal(from)), head: to });
    if ((await catchUp(parts, to, steering)) < NEAR) return;
  }
};
