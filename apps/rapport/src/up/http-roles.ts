import type { DynamicModule } from '@nestjs/common';
import { openAdmission, openSources } from '@rapport/admission';
import type { AccessKeys, Checks, Config, Metrics } from '@rapport/edge';
import { openEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { ingestModule, startKafkaIntake, understand, type PrivacyRules } from '@rapport/ingest';
import { queryModule } from '@rapport/query';
import { openPast, threadLearner } from '@rapport/read-db';
import { openWebhooks, publishedTopics, receiversOf, relayModule, startKafkaRelay } from '@rapport/relay';
import type { Ledger, Vault } from '@rapport/vault';
import type pg from 'pg';
import { say } from '../terminal';

/** What both roles stand on; opened and closed by the process. */
export interface Foundation {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  /** For statements that only ask by key: planned once for a connection. */
  readonly keyed: pg.Pool;
  readonly keys: AccessKeys;
  readonly vault: Vault;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

/** What a role brings: its endpoints, the store if it has one, and how to let go of what it opened. */
export interface Role {
  readonly module: DynamicModule;
  readonly store?: EventStore;
  /** What /health/ready asks of it. */
  readonly checks?: Checks;
  close(): Promise<void>;
}

const privacyOf = (
  { erasureApprovals, backupDays, retention, kafka }: Config,
  pool: pg.Pool,
  store: EventStore,
): PrivacyRules => ({
  approvals: erasureApprovals,
  backups: { keptDays: backupDays },
  retention,
  topics: kafka ? publishedTopics(kafka) : [],
  receivers: (handles) => receiversOf({ pool, store }, handles),
});

/** The endpoints that write, and what takes interactions from Kafka. */
export const openIngest = async (foundation: Foundation): Promise<Role> => {
  const { config, databaseUrl, pool, keyed, keys, vault, ledger, metrics } = foundation;
  const { timeline } = vault;
  const store = await openEventStore({ store: config.eventStoreUrl, database: databaseUrl, timeline });
  const sources = await openSources(pool);
  const admission = await openAdmission({ pool, store, vault, sources, suppress: config.suppress, understand });
  const { bodyLimitBytes, zone, currency } = config;
  const company = { zone, currency };
  const { kafka } = config;
  const intake =
    kafka && kafka.ingest.length > 0
      ? await startKafkaIntake({ ...{ config: kafka, pool, store, admission, sources, vault, metrics }, log: say })
      : { checks: {}, retake: null, stop: async () => undefined };
  const module = ingestModule({
    ...{ pool, keyed, store, vault, ledger, admission, sources, keys, bodyLimitBytes, metrics, retake: intake.retake },
    ...{ ...company, privacy: privacyOf(config, pool, store), learner: threadLearner(process.argv[1]!) },
  });
  return {
    ...{ module, store, checks: intake.checks },
    close: async () => {
      await intake.stop();
      await store.close();
    },
  };
};

/**
 * The endpoints that read. Only views of the past need the log; a process that has no store for something else opens one when
 * the first of them is asked for, so that rows are served where there is none.
 */
export const openQuery = async (foundation: Foundation, shared: EventStore | null): Promise<Role> => {
  const { config, databaseUrl, pool, vault, metrics } = foundation;
  const past = openPast({
    sql: pool,
    store: async () => shared ?? openEventStore({ store: config.eventStoreUrl, database: databaseUrl }),
    closeStore: async (store) => (store === shared ? undefined : store.close()),
  });
  const query = await queryModule({
    url: databaseUrl,
    pool,
    vault,
    past,
    defaultCountry: config.defaultCountry,
    metrics,
  });
  return {
    module: query.module,
    close: async () => {
      await query.close();
      await past.close();
    },
  };
};

/** The endpoints that hand on the log, the relay to Kafka, and webhooks; a process that writes the log too has one store for all. */
export const openRelay = async (foundation: Foundation, shared: EventStore | null): Promise<Role> => {
  const { config, databaseUrl, keys, vault, metrics } = foundation;
  const store = shared ?? (await openEventStore({ store: config.eventStoreUrl, database: databaseUrl }));
  const kafka = config.kafka
    ? await startKafkaRelay({ config: config.kafka, databaseUrl, store, erased: vault.erased, metrics, log: say })
    : { checks: {}, topics: null, stop: async () => undefined };
  const webhooks = await openWebhooks({
    ...{ databaseUrl, store, safe: vault.safe, config: config.webhooks, metrics, log: say },
  });
  return {
    module: relayModule({ store, keys, topics: kafka.topics, webhooks }),
    store,
    checks: { ...kafka.checks, ...webhooks.checks },
    close: async () => {
      await Promise.all([kafka.stop(), webhooks.stop()]);
      if (!shared) await store.close();
    },
  };
};
