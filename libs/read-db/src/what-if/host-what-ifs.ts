import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { host, type Host, LEASE_MS, LOOK_MS } from '../hosting';
import type { Learner } from '../rules/learning';
import type { OpenCells } from '../rules/sealed-days';
import type { Log } from '../worker';
import { performWhatIf } from './perform';
import { nextWhatIf } from './what-ifs';

export interface WhatIfHostOptions {
  /** Connections of its own; three are enough. The live followers' pool is not to be given. */
  readonly pool: Pool;
  /** It is read; nothing is appended. */
  readonly store: Pick<EventStore, 'find' | 'follow' | 'scan'>;
  /** The company's time zone and currency, as the rules have them. */
  readonly zone: string;
  readonly currency: string;
  /** Learns models; in this thread when absent. */
  readonly learner?: Learner;
  /** Opens what rules must read of what is sealed; absent = nothing can be. */
  readonly open?: OpenCells;
  readonly ttlMs?: number;
  /** Makes tables again that are gone; called when one was missing. */
  readonly mend?: () => Promise<void>;
  readonly log: Log;
}

/** Runs the what-ifs that are asked for, one at a time in all processes together. */
export const hostWhatIfs = ({ ttlMs = LEASE_MS, log, mend, ...given }: WhatIfHostOptions): Host =>
  host({
    ...{ pool: given.pool, lease: 'what-ifs', what: 'what-ifs', ttlMs, log, mend },
    next: async (lease, signal) => {
      const next = await nextWhatIf(given.pool);
      if (!next) return LOOK_MS;
      log('info', `what if ${next.rule} were otherwise`, { whatIf: next.id, attempts: next.attempts + 1 });
      await performWhatIf({ ...given, lease, ttlMs, signal }, next);
      return 0;
    },
  });
