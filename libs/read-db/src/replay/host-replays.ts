import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { ProjectionTable } from '../follow';
import { acquire, keep, release, type Lease } from '../lease';
import type { Log } from '../worker';
import { definedProjections } from '../defined/defined-projections';
import { tendDefined } from '../defined/tend-defined';
import { perform } from './perform';
import { nextReplay } from './record';
import { dropExpired, dropLeftovers } from './sweep';

export interface ReplayHostOptions {
  /** Connections of its own; four are enough. The live followers' pool is not to be given. */
  readonly pool: Pool;
  readonly store: EventStore;
  readonly projections: readonly ProjectionTable[];
  /** Whether projections that somebody described are built and dropped, too; needs their table. */
  readonly defined?: boolean;
  /** Memory for rows under way, in megabytes; 512 when absent. What does not fit is built in further readings of the log. */
  readonly memoryMb?: number;
  /** How long the table from before a swap is kept, in hours; 24 when absent. */
  readonly keepHours?: number;
  readonly ttlMs?: number;
  readonly log: Log;
}

/** A process's readiness to run replays. */
export interface ReplayHost {
  /** Breaks off what is running (it begins again where replays are hosted next) and gives the lease back. */
  stop(): Promise<void>;
}

const LOOK_MS = 500;
const LEASE = 'replays';

/** Runs the replays that are asked for, one at a time in all processes together. */
export const hostReplays = (options: ReplayHostOptions): ReplayHost => {
  const stop = new AbortController();
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const end = hosting(options, owner, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await end;
    },
  };
};

const hosting = async (options: ReplayHostOptions, owner: string, signal: AbortSignal): Promise<void> => {
  const { pool, ttlMs = 5_000, log } = options;
  while (!signal.aborted) {
    const lease = await acquire(pool, LEASE, owner, ttlMs).catch(() => undefined);
    if (lease) {
      await holding(options, lease, signal).catch((error: unknown) => {
        if (!signal.aborted) log('warn', 'replays were interrupted', { fault: String(error) });
      });
      await release(pool, lease).catch(() => undefined);
    }
    await pause(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
};

const known = async ({ pool, projections, defined }: ReplayHostOptions): Promise<readonly ProjectionTable[]> =>
  defined ? [...projections, ...(await definedProjections(pool))] : projections;

/** While the lease is held: whatever there is to do, then a look every half second. */
const holding = async (options: ReplayHostOptions, lease: Lease, signal: AbortSignal): Promise<void> => {
  const { pool, store, ttlMs = 5_000, memoryMb = 512, keepHours = 24, log } = options;
  const lost = new AbortController();
  const held = AbortSignal.any([signal, lost.signal]);
  const beat = setInterval(
    () => void keep(pool, lease, ttlMs).catch((reason: unknown) => lost.abort(reason)),
    ttlMs / 3,
  );
  const parts = { pool, store, lease, ttlMs, memory: memoryMb * 1024 * 1024, signal: held };
  try {
    await dropLeftovers(pool, await known(options));
    while (!held.aborted) {
      if (options.defined) await tendDefined(pool, log);
      const projections = await known(options);
      await dropExpired(pool, projections);
      const record = await nextReplay(pool);
      const registered = projections.find(
        ({ projection: { name, version } }) => name === record?.projection && version === record.version,
      );
      if (record && registered) {
        log('info', `replay of ${record.projection}`, { replay: record.id, state: record.state, wish: record.wish });
        await perform(parts, record, registered, keepHours);
      } else await pause(LOOK_MS, undefined, { signal: held }).catch(() => undefined);
    }
    held.throwIfAborted();
  } finally {
    clearInterval(beat);
  }
};
