import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { encodeBinary } from '@rapport/adapters';
import { type FreshDatabase, freshDatabase, kafkaForTests, type TestKafka } from '@rapport/testing';
import { until } from './program';

const EXAMPLES = join(__dirname, '../../docs/examples/kafka');

/** How each example is run; null = nobody said how on this machine (docs/examples/kafka/README.md). */
const commandOf = (name: string): { command: string; args: string[]; jdbc?: boolean } | null => {
  if (name === 'kafkajs') return { command: process.execPath, args: [join(EXAMPLES, 'kafkajs.mjs')] };
  const given = process.env[`RAPPORT_EXAMPLE_${name.toUpperCase()}`];
  if (!given) return null;
  const [command, ...args] = given.split(' ');
  return { command: command!, args, jdbc: name === 'java' };
};

describe('the consumers of the docs', () => {
  let kafka: TestKafka;
  let api: Server;
  beforeAll(async () => {
    kafka = await kafkaForTests();
    // What a claim check leads to.
    api = createServer((_, answer) =>
      answer.end(JSON.stringify({ events: [{ data: { currency: 'EUR', amount: '1000.00' } }] })),
    );
    await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
  }, 240_000);
  afterAll(() => void api?.close());

  /** Purchases as the relay publishes them: some again with the same ids, one as a claim check, among what is no purchase. */
  const publish = async (topic: string, from: number, to: number): Promise<void> => {
    const messages = Array.from({ length: to - from }, (_, n) => {
      const event = {
        ...{ id: `e-${from + n}`, source: 'pos/1', time: '2026-11-20T16:00:00.000Z', extensions: {} },
        type: (from + n) % 5 === 4 ? 'io.rapport.store-visited.v1' : 'io.rapport.purchase-made.v1',
        data: { currency: (from + n) % 2 ? 'EUR' : 'USD', amount: '2.50' },
      };
      const { headers, value } = encodeBinary(event);
      return { key: `c${n % 3}`, headers, value };
    });
    const again = messages.slice(0, Math.ceil(messages.length / 4));
    const producer = kafka.client.producer();
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [...messages, ...again] });
    if (from === 0) {
      const { headers } = messages[0]!;
      const claim = { ...headers, ce_id: 'large', claimcheck: '/v1/events?limit=1' };
      await producer.send({
        topic,
        acks: -1,
        messages: [{ key: 'c', headers: claim, value: '{"claimCheck":"…","bytes":1}' }],
      });
    }
    await producer.disconnect();
  };

  it.each(['kafkajs', 'platformatic', 'python', 'java'])(
    '%s: each purchase counts once, through a kill and repeats',
    async (name) => {
      const how = commandOf(name);
      // Its client is not on every machine: named by its variable, it is run.
      if (!how) return expect(process.env[`RAPPORT_EXAMPLE_${name.toUpperCase()}`]).toBeUndefined();
      const database: FreshDatabase = await freshDatabase();
      const topic = kafka.name('sold');
      const admin = kafka.client.admin();
      await admin.connect();
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 2 }] });
      await admin.disconnect();
      const url = new URL(database.url);
      const jdbc = `jdbc:postgresql://${url.host}${url.pathname}?user=${url.username}&password=${url.password}`;
      const start = (): ChildProcess & { said?: string } => {
        const child = spawn(how.command, how.args, {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: {
            ...process.env,
            ...{
              KAFKA_BROKERS: kafka.brokers.join(','),
              DATABASE_URL: how.jdbc ? jdbc : database.url,
              TOPIC: topic,
              GROUP: topic,
            },
            ...{ TABLES: join(EXAMPLES, 'tables.sql'), RAPPORT_KEY: 'rk' },
            RAPPORT_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
          },
        });
        return child;
      };
      const orders = async (): Promise<number> => {
        const { rows } = await database.pool
          .query<{ n: number }>('select coalesce(sum(orders), 0)::int as n from sold')
          .catch(() => ({ rows: [{ n: 0 }] }));
        return rows[0]!.n;
      };
      let child = start();
      try {
        await publish(topic, 0, 400);
        await until('it counts', async () => (await orders()) > 20, 60_000);
        child.kill('SIGKILL');
        child = start();
        await publish(topic, 400, 500);
        await until('all is counted', async () => (await orders()) === 401, 90_000);
        const ended = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        await ended;
        const { rows } = await database.pool.query(
          'select currency, orders::int, amount::text from sold order by currency',
        );
        const [eur, usd] = [200, 200];
        expect(rows).toEqual([
          { currency: 'EUR', orders: eur + 1, amount: (eur * 2.5 + 1000).toFixed(2) },
          { currency: 'USD', orders: usd, amount: (usd * 2.5).toFixed(2) },
        ]);
      } finally {
        child.kill('SIGKILL');
        await database.drop();
      }
    },
    240_000,
  );
});
