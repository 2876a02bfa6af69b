import { Module, type DynamicModule } from '@nestjs/common';
import { migrateChain } from '@rapport/chain';
import { endpointModule, openOpeningLog, type Metrics } from '@rapport/edge';
import { projections } from '@rapport/projections';
import { createPool } from '@rapport/postgres';
import { keyedUrl, openReadDb, openWaiter, positions, type Past } from '@rapport/read-db';
import type { Vault } from '@rapport/vault';
import type pg from 'pg';
import { anchorKey } from './audit/anchor-key.endpoint';
import { anchorList } from './audit/anchors.endpoint';
import { auditedViews, showAudit } from './audit/audit-views.endpoint';
import { backlog } from './projections/backlog.endpoint';
import { customerValue } from './customers/customer-value.endpoint';
import { customerDecisions } from './decisions/customer-decisions.endpoint';
import { customer } from './customers/customer.endpoint';
import { endWhatIf } from './decisions/end-what-if.endpoint';
import { exportOfCustomer } from './export/export.endpoint';
import { checkFigure } from './figures/check-figure.endpoint';
import { figureList } from './figures/figures.endpoint';
import { freezeFigure } from './figures/freeze-figure.endpoint';
import { lookup } from './customers/lookup.endpoint';
import { openings } from './audit/openings.endpoint';
import { QueryParts } from './parts';
import { pastRows } from './pasts/past-rows.endpoint';
import { pastList } from './pasts/pasts.endpoint';
import { requestPastEndpoint } from './pasts/request-past.endpoint';
import { policyEndpoints } from './policies/policies.endpoint';
import { projectionShown } from './projections/projection.endpoint';
import { handleList } from './customers/handles.endpoint';
import { projectionRowList } from './projections/projection-rows.endpoint';
import { projectionVersions } from './projections/projection-versions.endpoint';
import { projectionList } from './projections/projections.endpoint';
import { replayEndpoints } from './projections/replays.endpoint';
import { requestReplaysEndpoints } from './projections/request-replays.endpoint';
import { retryParked } from './projections/retry-parked.endpoint';
import { closesUnderWayList } from './closes/closes-under-way.endpoint';
import { showCloses } from './closes/show-closes';
import { ruleCloses } from './decisions/rule-closes.endpoint';
import { ruleModels } from './decisions/rule-models.endpoint';
import { ruleList } from './decisions/rules.endpoint';
import { search } from './customers/search.endpoint';
import { segmentList } from './decisions/segments.endpoint';
import { signalsList } from './decisions/signals.endpoint';
import { skipParked } from './projections/skip-parked.endpoint';
import { skipPreview } from './projections/skip-preview.endpoint';
import { taskList } from './tasks/tasks.endpoint';
import { tierList } from './decisions/tiers.endpoint';
import { customerTimeline } from './customers/timeline.endpoint';
import { valueList } from './customers/value.endpoint';
import { volume } from './projections/volume.endpoint';
import { whatIfMoverList } from './decisions/what-if-movers.endpoint';
import { whatIfList } from './decisions/what-ifs.endpoint';
import { why } from './customers/why.endpoint';

@Module({})
class QueryModule {}

/** One of them listens for notices. More would not be faster, and each has to make its plans first. */
const KEYED_MAX = 5;

/** What a process must bring to host query. */
export interface QueryDeps {
  /** PostgreSQL with the read tables; query opens connections of its own to it. */
  readonly url: string;
  readonly pool: pg.Pool;
  readonly vault: Vault;
  /** Closed by who gives it. */
  readonly past: Past;
  readonly defaultCountry: string | null;
  readonly metrics: Metrics;
}

/** The endpoints of query and what they have opened. */
export interface QueryHost {
  readonly module: DynamicModule;
  /** To be called when the server has closed. */
  close(): Promise<void>;
}

const endpoints = [
  lookup,
  search,
  customer,
  customerTimeline,
  exportOfCustomer,
  projectionVersions,
  projectionList,
  retryParked,
  skipParked,
  skipPreview,
  replayEndpoints,
  requestReplaysEndpoints,
  openings,
  customerDecisions,
  why,
  tierList,
  signalsList,
  segmentList,
  ruleList,
  ruleCloses,
  closesUnderWayList,
  ruleModels,
  whatIfList,
  whatIfMoverList,
  endWhatIf,
  customerValue,
  valueList,
  volume,
  backlog,
  projectionRowList,
  handleList,
  projectionShown,
  anchorList,
  anchorKey,
  auditedViews,
  figureList,
  freezeFigure,
  checkFigure,
  requestPastEndpoint,
  pastList,
  pastRows,
  policyEndpoints,
  taskList,
];

/** Opens the endpoints that read: rows only, with sealed values opened by role. */
export const queryModule = async ({
  url,
  pool,
  vault,
  past,
  defaultCountry,
  metrics,
}: QueryDeps): Promise<QueryHost> => {
  const tables = projections.map(({ table }) => table);
  const db = await openReadDb(url, tables);
  await migrateChain(pool);
  const keyed = createPool(keyedUrl(url), { max: KEYED_MAX, name: 'rapport-cards' });
  const waiter = openWaiter(keyed);
  const openings = await openOpeningLog(pool, keyed);
  const parts: QueryParts = { pool, keyed, db, vault, past, waiter, defaultCountry, openings };
  showProgress(metrics, pool);
  showAudit(metrics, pool);
  showCloses(metrics, pool);
  return {
    module: endpointModule(QueryModule, endpoints, [{ provide: QueryParts, useValue: parts }]),
    close: async () => {
      await waiter.close();
      await keyed.end();
      await db.destroy();
    },
  };
};

const FIGURES = [
  ['rapport_projection_lag_events', 'Events between a view and the end of the log', 'lag'],
  ['rapport_projection_oldest_waiting_milliseconds', 'Age of the oldest event a view waits for', 'oldestWaitingMs'],
  ['rapport_projection_parked', 'Customers whose events queue behind one that failed', 'parked'],
] as const;

const showProgress = (metrics: Metrics, pool: pg.Pool): void => {
  for (const [name, help, figure] of FIGURES) {
    metrics.gauge(name, help, ['projection'], async (gauge) => {
      for (const one of await positions(pool)) gauge.set({ projection: one.projection }, one[figure]);
    });
  }
};
