import { randomUUID } from 'node:crypto';
import type { EventStore } from '@rapport/event-store';
import type { Pool } from 'pg';
import { builtProjections } from '../defined/defined-projections';
import { host, type Host, LEASE_MS } from '../hosting';
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
  /** Makes tables again that are gone; called when one was missing. */
  readonly mend?: () => Promise<void>;
  readonly log: Log;
}

const BUDGET: AuditBudget = { customers: 20, eventsMax: 50_000, roundMs: 300_000, againMs: 10_000 };
const REST_MS = 2_000;
const SHARE = 0.05;

/**
 * Rebuilds customers out of the log, a few at a time, round after round, and compares their rows with the live ones. One
 * audits in all processes together. When it stops it finishes the look that has begun.
 */
export const hostAudit = (options: AuditOptions): Host => {
  const { pool, store, projections, defined, log, mend, firstKey = randomUUID } = options;
  const { ttlMs = LEASE_MS, restMs = REST_MS, share = SHARE } = options;
  const budget = { ...BUDGET, ...options.budget };
  const parts = { ...{ pool, store, ttlMs, budget, firstKey }, eventsMax: budget.eventsMax };
  return host({
    ...{ pool, lease: 'audit', what: 'audits of the views', ttlMs, log, mend },
    next: async (lease) => {
      const began = performance.now();
      const tables = defined ? [...projections, ...(await builtProjections(pool))] : projections;
      const { found } = await step({ ...parts, lease }, await openAudited(pool, tables));
      for (const { projection, version, key, in: where, fields } of found) {
        log('warn', `a row of ${projection} v${version} is not what the log says`, { key, in: where, fields });
      }
      return Math.max(restMs, (performance.now() - began) * (1 / share - 1));
    },
  });
};
