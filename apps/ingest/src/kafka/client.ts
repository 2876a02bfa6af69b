import type { KafkaConfig } from '@rapport/edge';
import type { Kafka as Client } from 'kafkajs';
import { Kafka, logLevel } from './kafkajs';

/** A client that tries a little by itself; what lasts longer is the intake's to say and to wait out. */
export const kafkaClient = ({ brokers, tls, login }: KafkaConfig): Client =>
  new Kafka({
    clientId: 'rapport-intake',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    ...(tls ? { ssl: true } : {}),
    ...(login ? { sasl: login as Extract<typeof login, { mechanism: 'plain' }> } : {}),
  });
