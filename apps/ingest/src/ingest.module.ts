import { Module, type DynamicModule } from '@nestjs/common';
import { endpointModule, type Metrics } from '@rapport/edge';
import { batch } from './batch.endpoint';
import { clockCloses } from './clock-closes.endpoint';
import { clock } from './clock.endpoint';
import { correction } from './correction.endpoint';
import { customerOf } from './customer-of';
import { dismiss } from './dismiss.endpoint';
import { erase } from './erasure/erase.endpoint';
import { erasures } from './erasure/erasures.endpoint';
import { interaction } from './interaction.endpoint';
import { keys } from './keys.endpoint';
import { merge } from './merge.endpoint';
import { IngestParts } from './parts';
import { quarantineCounts } from './quarantine-counts.endpoint';
import { quarantineExpiry } from './quarantine-expiry';
import { quarantine } from './quarantine.endpoint';
import { redrive } from './redrive.endpoint';
import { retention } from './retention/retention.endpoint';
import { ruleVersions } from './rule-versions.endpoint';
import { sources } from './sources.endpoint';
import { unmerge } from './unmerge.endpoint';

@Module({})
class IngestModule {}

/** What a process must bring to host ingest; all of it is opened and closed by the process. */
export type IngestDeps = Omit<IngestParts, 'counted' | 'customerOf'> & { readonly metrics: Metrics };

const endpoints = [
  interaction,
  batch,
  correction,
  merge,
  unmerge,
  erase,
  erasures,
  retention,
  sources,
  keys,
  quarantineCounts,
  quarantine,
  redrive,
  dismiss,
  quarantineExpiry,
  clock,
  clockCloses,
  ruleVersions,
];

/** The endpoints that write: interactions in, commands of persons, and what administrators register. */
export const ingestModule = ({ metrics, ...deps }: IngestDeps): DynamicModule => {
  const events = metrics.counter('rapport_ingest_events_total', 'Events by what became of them', ['result']);
  const parts: IngestParts = {
    ...deps,
    customerOf: customerOf(deps.pool),
    counted: (result, count = 1) => events.inc({ result }, count),
  };
  return endpointModule(IngestModule, endpoints, [{ provide: IngestParts, useValue: parts }]);
};
