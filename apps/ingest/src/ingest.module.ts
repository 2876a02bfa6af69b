import { Module, type DynamicModule } from '@nestjs/common';
import { endpointModule, type Metrics } from '@rapport/edge';
import { learnHere, type Learner } from '@rapport/read-db';
import type pg from 'pg';
import { customerOf } from './customer-of';
import { endpoints } from './endpoints';
import { IngestParts } from './parts';

@Module({})
class IngestModule {}

/** What a process must bring to host ingest; all of it is opened and closed by the process. */
export type IngestDeps = Omit<IngestParts, 'counted' | 'customerOf' | 'learner' | 'retake'> & {
  /** See `KafkaIntake`; none when absent. */
  readonly retake?: IngestParts['retake'];
  /** For what is only asked by key, with each request (`keyedUrl`); `pool` when absent. */
  readonly keyed?: pg.Pool;
  readonly metrics: Metrics;
  /** In this thread, which waits meanwhile, when absent. */
  readonly learner?: Learner;
};

/** The endpoints that write: interactions in, commands of persons, and what administrators register. */
export const ingestModule = ({ metrics, keyed, ...deps }: IngestDeps): DynamicModule => {
  const events = metrics.counter('rapport_ingest_events_total', 'Events by what became of them', ['result']);
  const parts: IngestParts = {
    learner: learnHere,
    retake: null,
    ...deps,
    customerOf: customerOf(keyed ?? deps.pool),
    counted: (result, count = 1) => events.inc({ result }, count),
  };
  return endpointModule(IngestModule, endpoints, [{ provide: IngestParts, useValue: parts }]);
};
