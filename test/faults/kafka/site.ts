import { type FreshDatabase, type OwnKafka, freshDatabase, ownKafka } from '@rapport/testing';
import { kafkaClient } from '@rapport/kafka';
import type { Kafka } from 'kafkajs';
import { type Client, clientOf as httpClientOf } from '../../e2e/client';
import { type Place, type Run, build, freePort, newPlace } from '../../e2e/program';

const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;
const PARTITIONS = 3;

/** A client of the brokers that gives up soon, as those of the product do. */
export const clientOf = ({ brokers }: Pick<OwnKafka, 'brokers'>): Kafka =>
  kafkaClient({ brokers, tls: false, login: null }, 'faults');

/** An installation of several processes at three brokers: two relays, two that take, one of them with the views. */
export interface Site {
  readonly kafka: OwnKafka;
  readonly database: FreshDatabase;
  readonly prefix: string;
  readonly client: Client;
  /** Starts one more relay. */
  relay(): Promise<Run>;
  /** What `rapport reconcile <topic> --json` says, and with which exit code. */
  reconcile(topic: string): Promise<{ readonly code: number | string; readonly report: Record<string, unknown> }>;
  clear(): Promise<void>;
}

/** Starts it; `relays`: how many at first. @throws CannotRun when no brokers can be had */
export const startSite = async (relays: number): Promise<Site> => {
  build();
  const kafka = await ownKafka();
  let database: FreshDatabase | undefined;
  let place: Place | undefined;
  const clear = async (): Promise<void> => {
    await place?.clear();
    await database?.drop();
    await kafka.stop();
  };
  try {
    return await filled(kafka, (database = await freshDatabase()), (place = await newPlace()), relays, clear);
  } catch (error) {
    await clear();
    throw error;
  }
};

const filled = async (
  kafka: OwnKafka,
  database: FreshDatabase,
  place: Place,
  relays: number,
  clear: () => Promise<void>,
): Promise<Site> => {
  const prefix = kafka.name('faults');
  const env = (roles: string, port: number): Record<string, string> => ({
    ...{ DATABASE_URL: database.url, RAPPORT_ROLES: roles, RAPPORT_PORT: String(port), RAPPORT_ADMIN_KEY: ADMIN_KEY },
    ...{ RAPPORT_MASTER_KEY: 'ab'.repeat(32), KAFKA_BROKERS: kafka.brokers.join(','), RAPPORT_KAFKA_PREFIX: prefix },
    ...{ RAPPORT_KAFKA_PARTITIONS: String(PARTITIONS), RAPPORT_RATE_LIMIT: '0' },
  });
  const run = async (roles: string): Promise<{ run: Run; url: string }> => {
    const port = await freePort();
    const started = place.run(['up'], env(roles, port));
    await started.ready();
    return { run: started, url: `http://127.0.0.1:${port}` };
  };
  const relay = async (): Promise<Run> => (await run('relay')).run;
  const { url } = await run('ingest,query,projector');
  const client = httpClientOf(url, ADMIN_KEY);
  const { status } = await client.put('/v1/sources', { prefix: 'pos', namespace: 'pos' });
  if (status >= 300) throw new Error(`the source: ${status}`);
  await Promise.all([run('ingest'), ...Array.from({ length: relays }, relay)]);
  return {
    ...{ kafka, database, prefix, client, relay, clear },
    reconcile: async (topic) => {
      const reconciling = place.run(['reconcile', topic, '--json'], env('relay', 0));
      const code = await reconciling.ended;
      const [, text] = /^[^{]*(\{.*\})[^}]*$/s.exec(reconciling.output()) ?? [];
      return { code, report: text ? JSON.parse(text) : { output: reconciling.output() } };
    },
  };
};
