import { type FreshDatabase, freshDatabase, kafkaForTests, type TestKafka } from '@rapport/testing';
import type { Producer } from 'kafkajs';
import { checkedClient } from './checked-client';
import { type Client, clientOf } from './client';
import { type Place, type Run, build, freePort, newPlace, until } from './program';
import { card, purchase } from './touchpoints';

const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;
/** Kills of a process that takes. */
const KILLS = process.env['RAPPORT_FULL'] === '1' ? 100 : 2;
const RECORDS = 1_500;

beforeAll(build, 120_000);

describe('interactions from Kafka', () => {
  let kafka: TestKafka;
  let database: FreshDatabase;
  let place: Place;
  let producer: Producer;
  let prefix: string;
  let client: Client;
  let running: Run;
  const start = async (): Promise<void> => {
    const port = await freePort();
    running = place.run(['up'], {
      ...{
        DATABASE_URL: database.url,
        RAPPORT_ROLES: 'ingest',
        RAPPORT_PORT: String(port),
        RAPPORT_ADMIN_KEY: ADMIN_KEY,
      },
      ...{ RAPPORT_MASTER_KEY: 'ab'.repeat(32), KAFKA_BROKERS: kafka.brokers.join(',') },
      ...{ RAPPORT_KAFKA_PREFIX: prefix, RAPPORT_KAFKA_PARTITIONS: '2' },
    });
    await running.ready();
    client = await checkedClient(`http://127.0.0.1:${port}`, ADMIN_KEY);
  };
  const check = async (): Promise<Record<string, any>> =>
    (await client.get('/health/ready')).body.checks[`kafka ${prefix}/intake`];

  beforeAll(async () => {
    kafka = await kafkaForTests();
    prefix = kafka.name('e2e');
    database = await freshDatabase();
    place = await newPlace();
    producer = kafka.client.producer({ idempotent: true, maxInFlightRequests: 1 });
    await Promise.all([start(), producer.connect()]);
  }, 240_000);
  afterAll(async () => {
    await producer?.disconnect();
    await place?.clear();
    await database?.drop();
  });

  it(
    'are recorded once each, in order, however often the process that takes them is killed',
    async () => {
      expect((await client.put('/v1/sources', { prefix: 'pos', namespace: 'pos' })).status).toBeLessThan(300);
      const topic = `${prefix}.ingest.v1`;
      await until('the topic is there', async () => (await check())['partitions'] === 2, 60_000);
      const ids: string[] = [];
      const send = async (count: number): Promise<void> => {
        const messages = Array.from({ length: count }, () => {
          const n = ids.length;
          ids.push(`intake-${n}`);
          return { key: `c${n % 20}`, value: JSON.stringify({ ...purchase([card(`I${n % 20}`)]), id: `intake-${n}` }) };
        });
        await producer.send({ topic, acks: -1, messages });
      };
      for (let round = 0; round < KILLS; round++) {
        await send(RECORDS);
        const { rows } = await database.pool.query('select count(*)::int as n from rapport_store.events');
        await until('it takes', async () => {
          const now = await database.pool.query('select count(*)::int as n from rapport_store.events');
          return now.rows[0].n > rows[0].n;
        });
        process.kill(-running.child.pid!, 'SIGKILL');
        await running.ended;
        await start();
      }
      await send(10);
      await producer.send({ topic, acks: -1, messages: [{ value: 'no interaction' }] });
      await until('all is taken', async () => (await check())['topics']?.[topic]?.lag === 0, 90_000);
      await until('all is recorded', async () => {
        const { rows } = await database.pool.query(
          `select body::json->>'id' as id from rapport_store.events order by position`,
        );
        return rows.length === ids.length;
      });
      const { rows } = await database.pool.query<{ id: string }>(
        `select body::json->>'id' as id from rapport_store.events order by position`,
      );
      const numbers = rows.map(({ id }) => Number(id.slice('intake-'.length)));
      expect([...numbers].sort((a, b) => a - b)).toEqual(ids.map((_, n) => n));
      for (let person = 0; person < 20; person++) {
        const mine = numbers.filter((n) => n % 20 === person);
        expect(mine).toEqual([...mine].sort((a, b) => a - b));
      }
      const { body } = await client.get('/v1/quarantine/counts');
      expect(body.counts).toEqual([expect.objectContaining({ code: 'not-json', entries: 1 })]);
      await until('it is well', async () => (await check())['status'] === 'up');
      expect((await check())['topics']).toEqual({ [topic]: { lag: 0, lost: 0, begunAnew: 0 } });
      const { body: text } = await client.get('/metrics');
      expect(text).toContain(`rapport_intake_lag_records{topic="${topic}"} 0`);
      const again = await client.post(`/v1/intake/${topic}/retake`, { from: 'beginning' });
      expect(again.status).toBe(200);
      expect(again.body.partitions.map(({ partition, from }: any) => [partition, from]).sort()).toEqual([[0, 0], [1, 0]]); // prettier-ignore
    },
    120_000 + KILLS * 30_000,
  );

  it('wait while Kafka is away, and HTTP does not notice', async () => {
    const port = await freePort();
    const alone = place.run(['up'], {
      ...{
        DATABASE_URL: database.url,
        RAPPORT_ROLES: 'ingest',
        RAPPORT_PORT: String(port),
        RAPPORT_ADMIN_KEY: ADMIN_KEY,
      },
      ...{ RAPPORT_MASTER_KEY: 'ab'.repeat(32), KAFKA_BROKERS: '127.0.0.1:1', RAPPORT_KAFKA_PREFIX: prefix },
    });
    await alone.ready();
    const http = clientOf(`http://127.0.0.1:${port}`, ADMIN_KEY);
    expect((await http.post('/v1/interactions', purchase([card('away')]))).status).toBe(201);
    await until('it says so', async () => {
      const { status, body } = await http.get('/health/ready');
      const { status: state, reason } = body.checks[`kafka ${prefix}/intake`];
      return status === 200 && state === 'degraded' && /ECONNREFUSED/.test(reason);
    });
    alone.child.kill('SIGTERM');
    expect(await alone.ended).toBe(0);
  });
});
