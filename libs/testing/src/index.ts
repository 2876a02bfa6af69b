export * from './cannot-run';
export * from './eventually';
export * from './events';
export * from './fault-proxy';
export * from './fresh-database';
export { type OwnKafka, type TestKafka, kafkaForTests, ownKafka } from './kafka/kafka-for-tests';
export * from './random';
export * from './server';
export { type KurrentDouble, type KurrentDoubleOptions, kurrentDouble } from './kurrent-double/kurrent-double';
