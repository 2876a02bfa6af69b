import { Module, type DynamicModule } from '@nestjs/common';
import { endpointModule, type Metrics } from '@rapport/edge';
import { positions } from '@rapport/read-db';
import { customer } from './customer.endpoint';
import { lookup } from './lookup.endpoint';
import { openings } from './openings.endpoint';
import { QueryParts } from './parts';
import { projectionList } from './projections.endpoint';
import { search } from './search.endpoint';
import { customerTimeline } from './timeline.endpoint';

@Module({})
class QueryModule {}

/** What a process must bring to host query; all of it is opened and closed by the process. */
export type QueryDeps = QueryParts & { readonly metrics: Metrics };

const endpoints = [lookup, search, customer, customerTimeline, projectionList, openings];

/** The endpoints that read: rows only, with sealed values opened by role. */
export const queryModule = ({ metrics, ...parts }: QueryDeps): DynamicModule => {
  const figures = [
    ['rapport_projection_lag_events', 'Events between a view and the end of the log', 'lag'],
    ['rapport_projection_oldest_waiting_milliseconds', 'Age of the oldest event a view waits for', 'oldestWaitingMs'],
    ['rapport_projection_parked', 'Customers whose events queue behind one that failed', 'parked'],
  ] as const;
  for (const [name, help, figure] of figures) {
    metrics.gauge(name, help, ['projection'], async (gauge) => {
      for (const one of await positions(parts.pool)) gauge.set({ projection: one.projection }, one[figure]);
    });
  }
  return endpointModule(QueryModule, endpoints, [{ provide: QueryParts, useValue: parts }]);
};
