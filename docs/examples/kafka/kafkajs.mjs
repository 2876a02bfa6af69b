// Takes purchases from rapport.interactions.v1, each once, with kafkajs.
//   KAFKA_BROKERS=localhost:9092 DATABASE_URL=postgres://… RAPPORT_URL=http://localhost:3000 RAPPORT_KEY=rk_… node kafkajs.mjs
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { NEXT, SOLD, TAKE, eventOf } from './once.mjs';

const { KAFKA_BROKERS, DATABASE_URL, TOPIC = 'rapport.interactions.v1', GROUP = 'examples.sold' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
await pool.query(readFileSync(new URL('tables.sql', import.meta.url), 'utf8'));

/** Effect, id and place in one transaction: all of it, or nothing. */
const take = async (topic, partition, message) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // Waits for whoever has the partition's row, and changes nothing where the record was taken before.
    const { rowCount: isNew } = await client.query(NEXT, [topic, partition, Number(message.offset) + 1]);
    const headers = Object.fromEntries(Object.entries(message.headers).map(([name, bytes]) => [name, String(bytes)]));
    if (isNew && headers.ce_type.startsWith('io.rapport.purchase-made.')) {
      const { rowCount: isFirst } = await client.query(TAKE, [headers.ce_source, headers.ce_id]);
      if (isFirst) {
        const { currency, amount } = await eventOf(headers, message.value);
        await client.query(SOLD, [currency, amount]);
      }
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};

const kafka = new kafkajs.Kafka({ clientId: 'sold', brokers: KAFKA_BROKERS.split(',') });
const consumer = kafka.consumer({ groupId: GROUP, maxWaitTimeInMs: 500 });
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
await consumer.run({ eachMessage: ({ topic, partition, message }) => take(topic, partition, message) });

process.once('SIGTERM', async () => {
  await consumer.disconnect();
  await pool.end();
});
