import { tmpdir } from 'node:os';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { host, type Host, LEASE_MS, LOOK_MS } from '../hosting';
import type { Log } from '../worker';
import { nextFigureJob } from './jobs';
import { performFigure } from './perform';

export interface FigureHostOptions {
  /** Connections of its own; two are enough. The live followers' pool is not to be given. */
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'append' | 'find' | 'follow' | 'read' | 'scan'>;
  /** Memory for events of customers under way, in megabytes; 256 when absent. */
  readonly memoryMb?: number;
  /** Directory for what does not fit; the system's for temporary files when absent. */
  readonly scratch?: string;
  readonly ttlMs?: number;
  /** Makes tables again that are gone; called when one was missing. */
  readonly mend?: () => Promise<void>;
  readonly log: Log;
}

/** Freezes figures and asks them again, one at a time in all processes together. */
export const hostFigures = ({
  ttlMs = LEASE_MS,
  memoryMb = 256,
  scratch = tmpdir(),
  log,
  mend,
  pool,
  store,
}: FigureHostOptions): Host =>
  host({
    ...{ pool, lease: 'figures', what: 'figures', ttlMs, log, mend },
    next: async (_lease, signal) => {
      const job = await nextFigureJob(pool);
      if (!job) return LOOK_MS;
      log('info', job.kind === 'freeze' ? 'freezing a figure' : 'asking a figure again', { figure: job.figure, job: job.id, attempts: job.attempts + 1 }); // prettier-ignore
      await performFigure({ pool, store, scratch, memory: memoryMb * 1024 * 1024, signal }, job);
      return 0;
    },
  });
