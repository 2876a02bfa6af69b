import type { EventStore } from '@rapport/event-store';
import { type AuditReport, auditReport } from '../audit/report';
import { type AuditBudget, type Stepped, step, type StepParts } from '../audit/step';
import { openAudited } from '../audit/tables';
import { acquire } from '../lease';
import type { ProjectionTable } from '../projection-table';
import type { Stage } from './stage';
import { worldProjections } from './projections';

/** An audit that goes step by step. */
export interface Auditing {
  readonly step: () => Promise<Stepped>;
  /** Goes on until a round has ended that had not begun before. */
  readonly round: () => Promise<AuditReport>;
  readonly report: () => Promise<AuditReport>;
}

const LONG_MS = 60_000;
const STEPS_MAX = 500;

/** Audits the world's projections; open findings are looked at again at once. */
export const auditing = async (
  { database: { pool } }: Stage,
  store: EventStore,
  more: Partial<AuditBudget> & Partial<Pick<StepParts, 'firstKey'>> = {},
  projections: readonly ProjectionTable[] = worldProjections,
): Promise<Auditing> => {
  const lease = (await acquire(pool, 'audit', 'the world', LONG_MS))!;
  const { firstKey = () => '80000000-0000-4000-8000-000000000000', ...budgeted } = more;
  const budget = { customers: 40, eventsMax: 10_000, roundMs: 0, againMs: 0, ...budgeted };
  const parts = { pool, store, lease, ttlMs: LONG_MS, budget, eventsMax: budget.eventsMax, firstKey };
  const next = async (): Promise<Stepped> => step(parts, await openAudited(pool, projections));
  return {
    step: next,
    report: () => auditReport(pool),
    round: async () => {
      const { round, finished } = await auditReport(pool);
      const last = (round ?? finished)?.number ?? 0;
      for (let steps = 0; steps < STEPS_MAX; steps++) {
        await next();
        const report = await auditReport(pool);
        if (report.round === null && (report.finished?.number ?? 0) > last) return report;
      }
      throw new Error('the round has no end');
    },
  };
};
