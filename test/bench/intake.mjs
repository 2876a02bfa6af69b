/**
 * Taking interactions from Kafka: read, validated, identity resolved, sealed, durable, and the place with them. Beside it, in the
 * same run and with the same events, batches over HTTP. Only the role `ingest` runs: what the views cost is the same for both.
 * A broker from KAFKA_BROKERS, else a throw-away one (Docker, or Java 17 and Maven). `node test/bench/intake.mjs 100000`.
 */
import kafkajs from 'kafkajs';
import { broker } from './broker.mjs';
import { pour } from './ingest.mjs';
import { generator } from './generate.mjs';
import { cpuSeconds, database, median, rate, startProduct } from './product.mjs';

const PARTITIONS = 6;
const SENT_AT_ONCE = 1_000;

/** Fills the topic before the clock starts, then lets the product take it. */
const take = async (address, prefix, product, producer, next, count) => {
  const topic = `${prefix}.ingest.v1`;
  const client = await database(product.databaseUrl());
  const stored = async () => Number((await client.query('select position from rapport_store.head')).rows[0].position);
  const before = await stored();
  const events = Array.from({ length: count }, next);
  const cpu = cpuSeconds(product.pid);
  const from = performance.now();
  for (let at = 0; at < count; at += SENT_AT_ONCE) {
    const messages = events.slice(at, at + SENT_AT_ONCE).map((event) => ({
      key: event.identifiers[0]?.value ?? event.id,
      value: JSON.stringify(event),
    }));
    await producer.send({ topic, acks: -1, messages });
  }
  const sentMs = performance.now() - from;
  while ((await stored()) - before < count) await new Promise((resolve) => setTimeout(resolve, 20));
  const ms = performance.now() - from;
  const after = cpuSeconds(product.pid);
  await client.end();
  const cpuMicros = Object.fromEntries(
    Object.keys(after).map((part) => [part, Math.round(((after[part] - cpu[part]) / count) * 1e6)]),
  );
  return { ms, sentMs, cpuMicros };
};

export const main = async ({ events = 100_000, rounds = 4 } = {}) => {
  const { address, stop } = await broker();
  const prefix = `bench-${Date.now().toString(36)}`;
  const kafka = new kafkajs.Kafka({
    brokers: address.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 20 },
  });
  const product = await startProduct({
    ...{ RAPPORT_ROLES: 'ingest', KAFKA_BROKERS: address, RAPPORT_KAFKA_PREFIX: prefix },
    RAPPORT_KAFKA_PARTITIONS: String(PARTITIONS),
  });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  try {
    for (const source of ['shop', 'pos', 'mailer', 'hotline'])
      await product.call('PUT', '/v1/sources', { prefix: source, namespace: source, defaultCountry: 'DE' });
    await producer.connect();
    const partitionsOf = async () => {
      const { checks } = (await product.call('GET', '/health/ready')).body;
      return checks[`kafka ${prefix}/intake`].partitions;
    };
    while ((await partitionsOf()) < PARTITIONS) await new Promise((resolve) => setTimeout(resolve, 100));
    const step = Math.ceil(events / rounds);
    const lines = [];
    for (let round = 0; round < rounds; round++) {
      const http = await pour(product, generator({ seed: 7 + round, run: `h${round}` }), step);
      const { ms, sentMs, cpuMicros } = await take(address, prefix, product, producer, generator({ seed: 7 + round, run: `k${round}` }), step); // prettier-ignore
      lines.push({ http: rate(step, http.ms), intake: rate(step, ms), produced: rate(step, sentMs), cpuMicros });
      process.stderr.write(`${JSON.stringify(lines.at(-1))}\n`);
    }
    const [http, intake] = ['http', 'intake'].map((which) => median(lines.map((line) => line[which])));
    return {
      events,
      http,
      intake,
      ratio: intake / http,
      produced: median(lines.map((line) => line.produced)),
      rounds: lines,
    };
  } finally {
    await producer.disconnect();
    await product.stop();
    await stop();
  }
};

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${JSON.stringify(await main({ events: Number(process.argv[2] ?? 100_000) }), null, 2)}\n`);
