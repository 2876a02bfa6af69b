import kafkajs from 'kafkajs';
import { produceOf, withOwnEncoder } from './produce/own-encoder';

/** Node finds no names in this CommonJS package: they come from its whole. */
export const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

withOwnEncoder(produceOf());
