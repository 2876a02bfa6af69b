import { Controller, Get, Res } from '@nestjs/common';
import { Documented, type Metrics } from '@rapport/edge';
import { projections } from '@rapport/projections';
import { auditReport, builtProjections, provenBy } from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import type pg from 'pg';
import { AUDITED } from './audit-views.shape';
import { QueryParts } from '../parts';

@Controller('v1/audit/views')
class AuditViewsController {
  constructor(private readonly parts: QueryParts) {}

  @Get()
  @Documented({
    operation: 'showViewAudit',
    tag: 'audit',
    summary: 'Whether the rows of the views are what the log says',
    description:
      'The projector rebuilds customers out of the log in the background, a few at a time and each once a round, and compares. ' +
      '`round` is under way, `finished` is the last one that came to its end; each says by view how many rows were compared and how many ' +
      'customers could not be, and why. `findings` are rows that differ, with the names of the fields and no values. `covers` says how each ' +
      'view is proven: by customer, by owner of the entries, or only by a replay (null).',
    answers: { 200: { description: 'How it stands', schema: AUDITED } },
  })
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    const all = [...projections, ...(await builtProjections(this.parts.pool))];
    const covers = all.map(({ projection }) => {
      const { name, version } = projection;
      return { projection: name, version, provenBy: provenBy(projection) };
    });
    return { ...(await auditReport(this.parts.pool)), covers };
  }
}

export const auditedViews = { controllers: [AuditViewsController], providers: [] };

/** Shows at /metrics what the audit of the views came to. */
export const showAudit = (metrics: Metrics, pool: pg.Pool): void => {
  metrics.counted(
    'rapport_audit_checked_total',
    'Customers whose rows were rebuilt from the log and compared',
    async () => (await auditReport(pool)).checked,
  );
  metrics.gauge('rapport_audit_drift', 'Rows that are not what the log says', ['projection'], async (gauge) => {
    const { drift } = await auditReport(pool);
    const all = [...projections, ...(await builtProjections(pool))].map(({ projection }) => projection);
    for (const one of all.filter((each) => provenBy(each) !== null)) {
      gauge.set({ projection: one.name }, drift[`${one.name} v${one.version}`] ?? 0);
    }
  });
  const aged = 'Seconds since a round of the audit came to its end';
  metrics.gauge('rapport_audit_round_age_seconds', aged, [], async (gauge) => {
    const { finished } = await auditReport(pool);
    if (finished?.endedAt) gauge.set((Date.now() - Date.parse(finished.endedAt)) / 1_000);
    else gauge.remove();
  });
};
