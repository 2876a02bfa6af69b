export { NotAcknowledged } from './answers';
export { kafkaClient } from './client';
export { type NewTopic, createTopics } from './create-topics';
export { ConfigResourceTypes } from './kafkajs';
export { partitionOf } from './partition-of';
export { NoPulse, requirePulse } from './require-pulse';
export { type Sender, openSender, openTransactions } from './sender';
export { asAdmin, letGo, NoAnswer, silenceOf } from './silence';
