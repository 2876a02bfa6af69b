// As kafkajs.mjs, with @platformatic/kafka (1.35 on Node 20, 2.x from Node 22.19 on).
import { readFileSync } from 'node:fs';
import { Consumer } from '@platformatic/kafka';
import pg from 'pg';
import { NEXT, SOLD, TAKE, eventOf } from './once.mjs';

const { KAFKA_BROKERS, DATABASE_URL, TOPIC = 'rapport.interactions.v1', GROUP = 'examples.sold' } = process.env;
const client = new pg.Client({ connectionString: DATABASE_URL });
await client.connect();
await client.query(readFileSync(new URL('tables.sql', import.meta.url), 'utf8'));

/** Effect, id and place in one transaction: all of it, or nothing. */
const take = async ({ topic, partition, offset, headers: given, value }) => {
  const headers = Object.fromEntries([...given].map(([name, bytes]) => [String(name), String(bytes)]));
  await client.query('begin');
  try {
    const { rowCount: isNew } = await client.query(NEXT, [topic, partition, Number(offset) + 1]);
    if (isNew && headers.ce_type.startsWith('io.rapport.purchase-made.')) {
      const { rowCount: isFirst } = await client.query(TAKE, [headers.ce_source, headers.ce_id]);
      if (isFirst) {
        const { currency, amount } = await eventOf(headers, value);
        await client.query(SOLD, [currency, amount]);
      }
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

const consumer = new Consumer({
  ...{ clientId: 'sold', groupId: GROUP, bootstrapBrokers: KAFKA_BROKERS.split(',') },
  // The default is a minute: as long its partitions wait after it was killed.
  ...{ sessionTimeout: 10_000, heartbeatInterval: 2_000 },
});
const stream = await consumer.consume({
  topics: [TOPIC],
  mode: 'committed',
  fallbackMode: 'earliest',
  autocommit: false,
});
process.once('SIGTERM', () => stream.close());
for await (const message of stream) {
  await take(message);
  await message.commit();
}
await consumer.close();
await client.end();
