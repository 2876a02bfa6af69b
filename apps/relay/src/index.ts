export { relayModule, type RelayDeps } from './relay.module';
export { isEqual } from './kafka/compare/compare';
export type { KafkaRelay, KafkaRelayDeps } from './kafka/kafka-relay';
export type { Reconciled } from './kafka/compare/compare-topic';
export { reconcileTopic, republishLog, startKafkaRelay } from './kafka/start';
export { type Receiver, receiversOf } from './webhooks/receivers';
export { openWebhooks, type SecretSafe, type Webhooks, type WebhooksDeps } from './webhooks/webhooks';
export { type Topic, allTopics, comparedTopics, publishedTopics, topicName } from './kafka/topic-names';
