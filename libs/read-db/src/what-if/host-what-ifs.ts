import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { acquire, keep, release, type Lease } from '../lease';
import type { Learner } from '../rules/learning';
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
  readonly ttlMs?: number;
  readonly log: Log;
}

/** A process's readiness to run what-ifs. */
export interface WhatIfHost {
  /** Breaks off what is running (it begins again where what-ifs are hosted next) and gives the lease back. */
  stop(): Promise<void>;
}

const LOOK_MS = 500;
const LEASE = 'what-ifs';

/** Runs the what-ifs that are asked for, one at a time in all processes together. */
export const hostWhatIfs = (options: WhatIfHostOptions): WhatIfHost => {
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

const hosting = async (options: WhatIfHostOptions, owner: string, signal: AbortSignal): Promise<void> => {
  const { pool, ttlMs = 5_000, log } = options;
  while (!signal.aborted) {
    const lease = await acquire(pool, LEASE, owner, ttlMs).catch(() => undefined);
    if (lease) {
      await holding(options, lease, signal).catch((error: unknown) => {
        if (!signal.aborted) log('warn', 'what-ifs were interrupted', { fault: String(error) });
      });
      await release(pool, lease).catch(() => undefined);
    }
    await pause(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
};

const holding = async (options: WhatIfHostOptions, lease: Lease, signal: AbortSignal): Promise<void> => {
  const { ttlMs = 5_000, log, ...given } = options;
  const lost = new AbortController();
  const held = AbortSignal.any([signal, lost.signal]);
  const beat = setInterval(
    () => void keep(given.pool, lease, ttlMs).catch((reason: unknown) => lost.abort(reason)),
    ttlMs / 3,
  );
  try {
    while (!held.aborted) {
      const next = await nextWhatIf(given.pool);
      if (next) {
        log('info', `what if ${next.rule} were otherwise`, { whatIf: next.id, attempts: next.attempts + 1 });
        await performWhatIf({ ...given, lease, ttlMs, signal: held }, next);
      } else await pause(LOOK_MS, undefined, { signal: held }).catch(() => undefined);
    }
    held.throwIfAborted();
  } finally {
    clearInterval(beat);
  }
};
