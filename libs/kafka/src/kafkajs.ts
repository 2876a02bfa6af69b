import kafkajs from 'kafkajs';

/** Node finds no names in this CommonJS package: they come from its whole. */
export const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;
