export { NotAcknowledged } from './answers';
export { kafkaClient } from './client';
export { type NewTopic, createTopics } from './create-topics';
export { ConfigResourceTypes } from './kafkajs';
export { partitionOf } from './partition-of';
export { type Sender, openSender, openTransactions } from './sender';
