import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@rapport/event-store';
import type { Pool } from 'pg';
import { builtProjections } from '../defined/defined-projections';
import { acquire, keep, release, type Lease } from '../lease';
import type { ProjectionTable } from '../projection-table';
import type { Log } from '../worker';
import { type AuditBudget, step } from './step';
import { openAudited } from './tables';

export interface AuditOptions {
  /** Connections of its own; two are enough. The live followers' pool is not to be given. */
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'find'>;
  readonly projections: readonly ProjectionTable[];
  /** Whether projections that somebody described and that are built are audited, too. */
  readonly defined?: boolean;
  readonly budget?: Partial<AuditBudget>;
  /** Least rest between two looks, in milliseconds; 2,000 when absent. */
  readonly restMs?: number;
  /** Of its own time, how much it works at most; a twentieth when absent. */
  readonly share?: number;
  /** A UUID, evenly spread: where a round begins. Random when absent. */
  readonly firstKey?: () => string;
  readonly ttlMs?: number;
  readonly log: Log;
}

/** A process's readiness to audit the views. */
export interface AuditHost {
  /** Finishes the look that has begun and gives the lease back. */
  stop(): Promise<void>;
}

const LEASE = 'audit';
const BUDGET: AuditBudget = { customers: 20, eventsMax: 50_000, roundMs: 300_000, againMs: 10_000 };
const REST_MS = 2_000;
const SHARE = 0.05;

/**
 * Rebuilds customers out of the log, a few at a time, round after round, and compares their rows with the live ones. One
 * audits in all processes together.
 */
export const hostAudit = (options: AuditOptions): AuditHost => {
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

const hosting = async (options: AuditOptions, owner: string, signal: AbortSignal): Promise<void> => {
  const { pool, ttlMs = 5_000, log } = options;
  while (!signal.aborted) {
    const lease = await acquire(pool, LEASE, owner, ttlMs).catch(() => undefined);
    if (lease) {
      await holding(options, lease, signal).catch((error: unknown) => {
        if (!signal.aborted) log('warn', 'the audit of the views was interrupted', { fault: String(error) });
      });
      await release(pool, lease).catch(() => undefined);
    }
    await pause(ttlMs, undefined, { signal }).catch(() => undefined);
  }
};

const holding = async (options: AuditOptions, lease: Lease, signal: AbortSignal): Promise<void> => {
  const { pool, store, projections, defined, log, firstKey = randomUUID } = options;
  const { ttlMs = 5_000, restMs = REST_MS, share = SHARE } = options;
  const lost = new AbortController();
  const held = AbortSignal.any([signal, lost.signal]);
  const beat = setInterval(
    () => void keep(pool, lease, ttlMs).catch((reason: unknown) => lost.abort(reason)),
    ttlMs / 3,
  );
  const budget = { ...BUDGET, ...options.budget };
  const parts = { ...{ pool, store, lease, ttlMs, budget, firstKey }, eventsMax: budget.eventsMax };
  try {
    while (!held.aborted) {
      const began = performance.now();
      const tables = defined ? [...projections, ...(await builtProjections(pool))] : projections;
      const { found } = await step(parts, await openAudited(pool, tables));
      for (const { projection, version, key, in: where, fields } of found) {
        log('warn', `a row of ${projection} v${version} is not what the log says`, { key, in: where, fields });
      }
      const rest = Math.max(restMs, (performance.now() - began) * (1 / share - 1));
      await pause(rest, undefined, { signal: held }).catch(() => undefined);
    }
    held.throwIfAborted();
  } finally {
    clearInterval(beat);
  }
};
