import type { KafkaRelay, KafkaRelayDeps } from './kafka-relay';
import type { Reconciled } from './compare/compare-topic';
import type { CompareDeps } from './compare/opened-topic';
import type { republish } from './republish';
import type { ComparedTopic } from './topic-names';

/**
 * Starts to tell Kafka the log. Never fails because of Kafka: what keeps it from publishing is said in its checks. Its code is
 * loaded here and not before: most processes have no Kafka.
 */
export const startKafkaRelay = async (deps: KafkaRelayDeps): Promise<KafkaRelay> =>
  (await import('./kafka-relay')).openKafkaRelay(deps);

/** Compares a whole topic, see `compareTopic`, and writes down what came out; loaded at need too. */
export const reconcileTopic = async (topic: ComparedTopic, deps: CompareDeps): Promise<Reconciled> =>
  (await import('./compare/reconcile')).reconcile(topic, deps);

/** See `republish`; loaded at need too. */
export const republishLog: typeof republish = async (...given) => (await import('./republish')).republish(...given);
