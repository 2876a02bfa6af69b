import kafkajs from 'kafkajs';
import { readAllCodecs } from './codecs/codecs';
import { fetchOf, withOwnFilter } from './fetch/own-filter';
import { produceOf, withOwnEncoder } from './produce/own-encoder';

/** Node finds no names in this CommonJS package: they come from its whole. */
export const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

withOwnEncoder(produceOf());
withOwnFilter(fetchOf());
readAllCodecs(kafkajs.CompressionCodecs, kafkajs.CompressionTypes);
