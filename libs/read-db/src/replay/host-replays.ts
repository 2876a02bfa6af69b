import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { ProjectionTable } from '../follow';
import { host, type Host, LEASE_MS, LOOK_MS } from '../hosting';
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

/** Runs the replays that are asked for, one at a time in all processes together. */
export const hostReplays = (options: ReplayHostOptions): Host => {
  const { pool, store, ttlMs = LEASE_MS, memoryMb = 512, keepHours = 24, log } = options;
  const parts = { pool, store, ttlMs, memory: memoryMb * 1024 * 1024 };
  return host({
    ...{ pool, lease: 'replays', what: 'replays', ttlMs, log },
    first: async () => dropLeftovers(pool, await known(options)),
    next: async (lease, signal) => {
      if (options.defined) await tendDefined(pool, log);
      const projections = await known(options);
      await dropExpired(pool, projections);
      const record = await nextReplay(pool);
      const registered = projections.find(
        ({ projection: { name, version } }) => name === record?.projection && version === record.version,
      );
      if (!record || !registered) return LOOK_MS;
      log('info', `replay of ${record.projection}`, { replay: record.id, state: record.state, wish: record.wish });
      await perform({ ...parts, lease, signal }, record, registered, keepHours);
      return 0;
    },
  });
};

const known = async ({ pool, projections, defined }: ReplayHostOptions): Promise<readonly ProjectionTable[]> =>
  defined ? [...projections, ...(await definedProjections(pool))] : projections;
