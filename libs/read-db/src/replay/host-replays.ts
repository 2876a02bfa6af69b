import { tmpdir } from 'node:os';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { ProjectionTable } from '../follow';
import { host, type Host, LEASE_MS, LOOK_MS } from '../hosting';
import type { Log } from '../worker';
import { definedProjections } from '../defined/defined-projections';
import { tendDefined } from '../defined/tend-defined';
import { dropStrayPasts } from '../pasts/past-tables';
import { performNextPast, tendPasts } from '../pasts/tend-pasts';
import { askForOwed, MANY_EVENTS } from './ask-for-owed';
import { dueOf } from './due';
import { performAll } from './perform-all';
import { dueReplays } from './record';
import type { FoldingThreads } from './threads/folders';
import { dropExpired, dropLeftovers } from './sweep';

export interface ReplayHostOptions {
  /** `REPLAY_CONNECTIONS` of its own. The live followers' pool is not to be given. */
  readonly pool: Pool;
  readonly store: EventStore;
  readonly projections: readonly ProjectionTable[];
  /** Whether projections that somebody described are built and dropped, too; needs their table. */
  readonly defined?: boolean;
  /** Memory for events and rows under way, in megabytes; 512 when absent. */
  readonly memoryMb?: number;
  /** Directory for what does not fit; the system's for temporary files when absent. */
  readonly scratch?: string;
  /** Threads that fold; all is folded in this one when absent. */
  readonly threads?: FoldingThreads;
  /** How long the table from before a swap is kept, and one of the past, in hours; 24 when absent. */
  readonly keepHours?: number;
  /** From how many events on a version that begins at the start of the log is rebuilt and not left to who follows; 20,000 when absent. */
  readonly manyEvents?: number;
  readonly ttlMs?: number;
  /** Makes tables again that are gone; called when one was missing. */
  readonly mend?: () => Promise<void>;
  readonly log: Log;
}

/**
 * Runs the replays that are asked for, in one process of all: rebuilds of customers' projections that wait at the same time read the log
 * together, others run one at a time. When none waits, projections of the past are built, one at a time.
 */
export const hostReplays = (options: ReplayHostOptions): Host => {
  const {
    pool,
    store,
    ttlMs = LEASE_MS,
    memoryMb = 512,
    scratch = tmpdir(),
    keepHours = 24,
    threads,
    log,
    mend,
  } = options;
  const parts = { pool, store, ttlMs, scratch, ...(threads && { threads }), memory: memoryMb * 1024 * 1024 };
  const apart = new Set<string>();
  return host({
    ...{ pool, lease: 'replays', what: 'replays', ttlMs, log, mend },
    first: async () => {
      await dropLeftovers(pool, await known(options));
      await dropStrayPasts(pool);
    },
    next: async (lease, signal) => {
      if (options.defined) await tendDefined(pool, log);
      const projections = await known(options);
      await dropExpired(pool, projections);
      await askForOwed(pool, projections, log, (options.manyEvents ?? MANY_EVENTS) * store.ordinalsPerEvent);
      const due = dueOf(await dueReplays(pool), projections, apart);
      if (due.length === 0) {
        await tendPasts(pool, projections);
        return (await performNextPast({ ...parts, signal }, projections, keepHours, log)) ? 0 : LOOK_MS;
      }
      for (const { record } of due)
        log('info', `replay of ${record.projection}`, { replay: record.id, state: record.state, wish: record.wish });
      for (const id of await performAll({ ...parts, lease, signal }, due, keepHours)) apart.add(id);
      return 0;
    },
  });
};

const known = async ({ pool, projections, defined }: ReplayHostOptions): Promise<readonly ProjectionTable[]> =>
  defined ? [...projections, ...(await definedProjections(pool))] : projections;
