export { relayModule, type RelayDeps } from './relay.module';
export { startKafkaRelay, type KafkaRelay, type KafkaRelayDeps } from './kafka/start';
export { isEqual } from './kafka/compare';
export type { LogTopic } from './kafka/published';
export { reconcileTopic } from './kafka/start';
export type { Reconciled, ReconcileDeps } from './kafka/reconcile';
