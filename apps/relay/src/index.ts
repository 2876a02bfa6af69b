export { relayModule, type RelayDeps } from './relay.module';
export { isEqual } from './kafka/compare';
export type { KafkaRelay, KafkaRelayDeps } from './kafka/kafka-relay';
export type { LogTopic } from './kafka/published';
export type { Reconciled, ReconcileDeps } from './kafka/reconcile';
export { reconcileTopic, startKafkaRelay } from './kafka/start';
export { publishedTopics } from './kafka/topic-names';
