import type { MaxPersons } from '@rapport/decisions';
import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { createPool } from '@rapport/postgres';
import { projections as registered } from '@rapport/projections';
import {
  follow,
  followersUrl,
  openReadDb,
  sliceRanges,
  type Following,
  type Log,
  type ProjectionTable,
} from '@rapport/read-db';
import { logLine } from './log-line';

export interface ProjectorOptions {
  /** PostgreSQL that holds the read tables. */
  readonly url: string;
  /** Where the events are; the same database when absent. Not looked at when `store` is given. */
  readonly storeUrl?: string;
  /** A store of the caller's, which the caller closes. */
  readonly store?: EventStore;
  /** All that are registered when absent. */
  readonly projections?: readonly ProjectionTable[];
  /** Into how many ranges the slices are cut, each with a worker of its own; 1 when absent. */
  readonly slices?: number;
  readonly maxPersons?: MaxPersons;
  /** One JSON object a line on standard error when absent. */
  readonly log?: Log;
  /** Stops the projector when it aborts, as `stop` does. */
  readonly signal?: AbortSignal;
}

/** A running projector. */
export interface Projector {
  /** Finishes the batches that have begun, gives the leases back, closes connections. */
  stop(): Promise<void>;
  status(): ReturnType<Following['status']>;
}

/** Connections of the projector: identity, views, leases, the look at the head. */
const CONNECTIONS_MAX = 8;

/**
 * Starts the projector: creates the read tables where they are missing, then follows the event store with identity and all
 * projections. Several may run against one database; leases decide who works and who stands by.
 */
export const startProjector = async (options: ProjectorOptions): Promise<Projector> => {
  const { url, projections = registered, slices = 1, maxPersons, log = logLine, signal } = options;
  const pool = createPool(followersUrl(url), { max: CONNECTIONS_MAX, name: 'rapport-projector' });
  const readDb = await openReadDb(url, projections.map(({ table }) => table), 1); // prettier-ignore
  const store = options.store ?? (await postgresEventStore(options.storeUrl ?? url));
  const following = await follow({
    ...{ pool, readDb, store, projections, log, ranges: sliceRanges(slices) },
    ...(maxPersons ? { maxPersons } : {}),
  });
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await following.stop();
    if (!options.store) await store.close();
    await readDb.destroy();
    await pool.end();
  };
  const stop = (): Promise<void> => (stopped ??= stopAll());
  signal?.addEventListener('abort', () => void stop(), { once: true });
  if (signal?.aborted) await stop();
  return { stop, status: following.status };
};
