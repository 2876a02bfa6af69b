/**
 * Telling Kafka the log: a relay that starts with a full log, beside a bare kafkajs producer that sends the very same records
 * with the same settings in the same run; then how late a consumer has an event, from its append, at 1,000 events/s. The views
 * are off: what they cost is the same for both. `node test/bench/relay.mjs 100000`.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import kafkajs from 'kafkajs';
import { broker } from './broker.mjs';
import { generator } from './generate.mjs';
import { pour } from './ingest.mjs';
import { freePort, median, percentile, rate, startProduct } from './product.mjs';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const { Kafka, logLevel } = kafkajs;
/** As in apps/relay/src/kafka/producer.ts. */
const PRODUCER = { idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false };
const PARTITIONS = 6;

/** A relay in a process of its own beside the product's database. */
const startRelay = async (product, address, prefix) => {
  const port = await freePort();
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../dist/rapport/main.js'), 'up'], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: product.databaseUrl(), RAPPORT_DATA_DIR: path.join(product.dir, 'data') },
      ...{ RAPPORT_ROLES: 'relay', RAPPORT_PORT: String(port), RAPPORT_ADMIN_KEY: product.adminKey },
      ...{ KAFKA_BROKERS: address, RAPPORT_KAFKA_PREFIX: prefix, RAPPORT_KAFKA_PARTITIONS: String(PARTITIONS) },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { pid: child.pid, stop };
};

/** Reads a topic from its beginning; `seen` is told of each record. */
const consume = async (kafka, topic, seen) => {
  const consumer = kafka.consumer({ groupId: `bench-${Math.random()}`, maxWaitTimeInMs: 20, minBytes: 1 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const message of batch.messages) seen(message);
    },
  });
  return consumer;
};

export const main = async ({ events = 100_000, perSecond = 1_000, seconds = 20 } = {}) => {
  const { address, stop } = await broker();
  const prefix = `bench-${Date.now().toString(36)}`;
  const kafka = new Kafka({ brokers: address.split(','), logLevel: logLevel.NOTHING, retry: { retries: 20 } });
  const product = await startProduct({ RAPPORT_ROLES: 'ingest', RAPPORT_KAFKA_INGEST: 'none' });
  let relay;
  try {
    for (const source of ['shop', 'pos', 'mailer', 'hotline'])
      await product.call('PUT', '/v1/sources', { prefix: source, namespace: source, defaultCountry: 'DE' });
    await pour(product, generator({ seed: 5, run: 'r' }), events);
    const topic = `${prefix}.interactions.v1`;
    relay = await startRelay(product, address, prefix);
    const admin = kafka.admin();
    await admin.connect();
    while (!(await admin.listTopics()).includes(topic)) await wait(20);
    const ends = async () =>
      (await admin.fetchTopicOffsets(topic).catch(() => [])).reduce((sum, { offset }) => sum + Number(offset), 0);
    while ((await ends()) === 0) await wait(5);
    const [from, already] = [performance.now(), await ends()];
    while ((await ends()) < events) await wait(20);
    const relayed = rate(events - already, performance.now() - from);
    process.stderr.write(`${JSON.stringify({ relayed })}\n`);

    const records = [];
    const reader = await consume(kafka, topic, ({ key, value, headers }) => records.push({ key, value, headers }));
    while (records.length < events) await wait(50);
    await reader.disconnect();
    const octets = Math.round(records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0) / records.length);
    await admin.createTopics({ topics: [{ topic: `${prefix}.bare`, numPartitions: PARTITIONS }] });
    const bare = [];
    for (let round = 0; round < 3; round++) {
      const producer = kafka.producer({ ...PRODUCER, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
      await producer.connect();
      const began = performance.now();
      for (let at = 0; at < records.length; at += 1_000)
        await producer.sendBatch({
          acks: -1,
          topicMessages: [{ topic: `${prefix}.bare`, messages: records.slice(at, at + 1_000) }],
        });
      bare.push(rate(records.length, performance.now() - began));
      await producer.disconnect();
    }
    process.stderr.write(`${JSON.stringify({ octets, bare })}\n`);

    const late = [];
    const started = Date.now() + 3_000;
    const listener = await consume(kafka, topic, ({ headers }) => {
      const recorded = Date.parse(String(headers.ce_recordedtime));
      if (recorded > started) late.push(Date.now() - recorded);
    });
    const next = generator({ seed: 6, run: 'l' });
    const until = started + seconds * 1_000;
    let sent = 0;
    const begun = Date.now();
    while (Date.now() < until) {
      const due = ((Date.now() - begun) / 1_000) * perSecond;
      if (sent < due) {
        const some = Array.from({ length: 20 }, next);
        sent += some.length;
        void product.call('POST', '/v1/interactions/batch', some);
      } else await wait(2);
    }
    await wait(2_000);
    await listener.disconnect();
    await admin.disconnect();
    return {
      ...{ events, octets, relayed, bare: median(bare), ratio: relayed / median(bare) },
      latency: { perSecond, n: late.length, p50: percentile(late, 0.5), p95: percentile(late, 0.95), p99: percentile(late, 0.99) }, // prettier-ignore
    };
  } finally {
    await relay?.stop();
    await product.stop();
    await stop();
  }
};

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${JSON.stringify(await main({ events: Number(process.argv[2] ?? 100_000) }), null, 2)}\n`);
