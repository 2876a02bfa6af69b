import type { KafkaRelay, KafkaRelayDeps } from './kafka-relay';
import type { LogTopic } from './published';
import type { ReconcileDeps, Reconciled } from './reconcile';

/**
 * Starts to tell Kafka the log. Never fails because of Kafka: what keeps it from publishing is said in its checks. Its code is
 * loaded here and not before: most processes have no Kafka.
 */
export const startKafkaRelay = async (deps: KafkaRelayDeps): Promise<KafkaRelay> =>
  (await import('./kafka-relay')).openKafkaRelay(deps);

/** See `reconcile`; loaded at need too. */
export const reconcileTopic = async (topic: LogTopic, deps: ReconcileDeps): Promise<Reconciled> =>
  (await import('./reconcile')).reconcile(topic, deps);
