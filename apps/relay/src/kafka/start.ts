import type { Checks, KafkaConfig, Metrics } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import type { LogTopic } from './published';
import type { ReconcileDeps, Reconciled } from './reconcile';

/** What the relay to Kafka needs. */
export interface KafkaRelayDeps {
  readonly config: KafkaConfig;
  readonly databaseUrl: string;
  readonly store: EventStore;
  readonly metrics: Metrics;
  readonly log: (text: string) => void;
}

/** The relay to Kafka at work. */
export interface KafkaRelay {
  readonly checks: Checks;
  stop(): Promise<void>;
}

/**
 * Starts to tell Kafka the log. Never fails because of Kafka: what keeps it from publishing is said in its checks. Its code is
 * loaded here and not before: most processes have no Kafka.
 */
export const startKafkaRelay = async (deps: KafkaRelayDeps): Promise<KafkaRelay> =>
  (await import('./kafka-relay')).openKafkaRelay(deps);

/** See `reconcile`; loaded at need too. */
export const reconcileTopic = async (topic: LogTopic, deps: ReconcileDeps): Promise<Reconciled> =>
  (await import('./reconcile')).reconcile(topic, deps);
