import type { Checks, KafkaConfig, Metrics } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import { createPool, migrate } from '@rapport/postgres';
import { customerViewTable } from '@rapport/projections';
import { openReadDb } from '@rapport/read-db';
import { customersOutlet } from './customers/customers-outlet';
import { comparedCheck, showFindings } from './compare/findings-health';
import { Comparer } from './compare/comparer';
import { CopiesWatch } from './copies-watch';
import { checkOf, progressOf, showPublishers } from './health';
import { logOutlet } from './log-outlet';
import { Publisher } from './publisher';
import { Registrar } from './registry/registrar';
import { Registry } from './registry/registry';
import { subjectsOf } from './registry/subjects';
import { rowsOutlet } from './rows/rows-outlet';
import { RELAY_STEPS } from './schema';
import { type TopicsReport, topicsReport } from './topics-report';

/** What the relay to Kafka needs. */
export interface KafkaRelayDeps {
  readonly config: KafkaConfig;
  readonly databaseUrl: string;
  readonly store: EventStore;
  /** Those of the handles whose keys were destroyed: nobody is told of them any more. */
  readonly erased: (handles: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly metrics: Metrics;
  readonly log: (text: string) => void;
}

/** The relay to Kafka at work. */
export interface KafkaRelay {
  readonly checks: Checks;
  readonly topics: TopicsReport;
  stop(): Promise<void>;
}

const CONNECTIONS = 8;

/** See `startKafkaRelay`. */
export const openKafkaRelay = async (deps: KafkaRelayDeps): Promise<KafkaRelay> => {
  const { config, databaseUrl, store, erased, metrics, log } = deps;
  // Who is who and how they are is asked of tables that the projector may not have made yet.
  await (await openReadDb(databaseUrl, [customerViewTable], 1)).destroy();
  const pool = createPool(databaseUrl, { max: CONNECTIONS, name: 'rapport-relay' });
  try {
    await migrate(pool, 'relay', RELAY_STEPS);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const outlets = [
    logOutlet(pool),
    customersOutlet({ pool, config, erased }),
    ...config.projections.map((projection) => rowsOutlet({ pool, erased }, projection)),
  ];
  const publishers = outlets.map((outlet) => new Publisher({ pool, store, config, outlet, log }).start());
  const comparer = new Comparer({ pool, store, config, erased, log }).start();
  const copies = new CopiesWatch(config).start();
  const read = ({ name }: Publisher) => progressOf(pool, store, name);
  const registrar = config.registry
    ? new Registrar({ registry: new Registry(config.registry), subjects: subjectsOf(config), log }).start()
    : null;
  showPublishers(metrics, publishers, read);
  showFindings(metrics, pool);
  const checks = publishers.map((publisher) => [
    `kafka ${publisher.name}`,
    async () => checkOf(publisher, await read(publisher), Date.now()),
  ]);
  return {
    checks: {
      ...(Object.fromEntries(checks) as Checks),
      [`kafka ${config.prefix} copies`]: () => Promise.resolve(copies.check()),
      ...(registrar && { 'schema registry': () => Promise.resolve(registrar.check()) }),
      ...(config.compareMinutes > 0 && { [`kafka ${config.prefix} compared`]: () => comparedCheck(pool, config) }),
    },
    topics: topicsReport(config, store, pool),
    stop: async () => {
      await Promise.all(
        [...publishers, comparer, copies, ...(registrar ? [registrar] : [])].map((part) => part.stop()),
      );
      await pool.end();
    },
  };
};
