import type { KafkaConfig } from '@rapport/edge';
import type { Kafka as Client } from 'kafkajs';
import { Kafka, logLevel } from './kafkajs';

/** How long a broker may be silent before a request counts as lost, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** A client that tries a little by itself; what lasts longer is its owner's to say and to wait out. */
export const kafkaClient = (
  { brokers, tls, login }: KafkaConfig,
  clientId: string,
  requestTimeout = REQUEST_TIMEOUT_MS,
): Client =>
  new Kafka({
    clientId,
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    ...(tls ? { ssl: true } : {}),
    ...(login ? { sasl: login as Extract<typeof login, { mechanism: 'plain' }> } : {}),
  });
