import type { Kafka as Client } from 'kafkajs';
import { Kafka, logLevel } from './kafkajs';
import { firstWithPulse } from './pulse';

/** Where the brokers are, and as whom they are spoken to. */
export interface Reach {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly login: { readonly mechanism: string; readonly username: string; readonly password: string } | null;
}

/** How long a broker may be silent before a request counts as lost, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

let clients = 0;
/** Each client begins with another broker, where none has a pulse. */
const fromAnother = (brokers: readonly string[]): string[] => {
  const first = clients++ % brokers.length;
  return [...brokers.slice(first), ...brokers.slice(0, first)];
};

/**
 * Whom a client begins with: the one that answers first. Who begins with one that is frozen (it is connected and does not answer) never gets
 * to another one, however often it tries.
 */
const seedOf = async ({ brokers, tls }: Reach): Promise<string[]> => {
  const found = brokers.length > 1 ? await firstWithPulse(brokers, tls) : null;
  return found === null ? fromAnother(brokers) : [found];
};

/**
 * A client that tries a little by itself; what lasts longer is its owner's to say and to wait out, and to try again with a new client.
 * @param requestTimeout in milliseconds; 10,000 when absent.
 */
export const kafkaClient = (reach: Reach, clientId: string, requestTimeout = REQUEST_TIMEOUT_MS): Client =>
  new Kafka({
    clientId,
    brokers: () => seedOf(reach),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    ...(reach.tls ? { ssl: true } : {}),
    ...(reach.login ? { sasl: reach.login as { mechanism: 'plain'; username: string; password: string } } : {}),
  });
