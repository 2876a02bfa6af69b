import { createHash } from 'node:crypto';
import type { KafkaConfig } from '@rapport/edge';
import type { EventStore, Position } from '@rapport/event-store';
import { cloudEventTypeOf, decodeEvent, eventIdOf } from '@rapport/events';
import type { Kafka } from 'kafkajs';
import type pg from 'pg';
import { kafkaClient } from './client';
import { type Comparison, type Expected, type Found, compare } from './compare';
import { Partitioners } from './kafkajs';
import { type LogTopic, topicOf } from './published';
import { type Lying, readTopic } from './topic-reader';
import { describe } from './topics';

/** What a reconciliation needs. */
export interface ReconcileDeps {
  readonly config: KafkaConfig;
  readonly store: EventStore;
  readonly pool: pg.Pool;
}

/** What was compared, and what came out. */
export interface Reconciled extends Comparison {
  readonly topic: string;
  /** What the relay says that it has published; the topic must have everything up to here. */
  readonly position: string | null;
}

/**
 * Compares a whole topic with the whole log, while both go on: what the relay had published when it began must be there, and
 * whatever is there must be in the log.
 * @throws TopicFault when the topic is missing or not as it must be.
 */
export const reconcile = async (topic: LogTopic, deps: ReconcileDeps): Promise<Reconciled> => {
  const { config, store, pool } = deps;
  const client = kafkaClient(config, 'rapport-reconcile');
  const { name, partitions } = await describeOne(client, config, topic);
  const position = await publishedTo(pool, `${config.prefix}/log`);
  const found: Found[] = [];
  const groupId = `${config.prefix}.reconcile.${process.pid}.${Date.now()}`;
  const lows = await readTopic(client, name, (record) => found.push(foundOf(record)), groupId);
  const expected = await expectedOf(store, topic, position);
  const partitionOf = partitionerOf(name, partitions);
  return { topic: name, position, ...compare(expected, found, { partitionOf, lows }) };
};

const describeOne = async (client: Kafka, config: KafkaConfig, topic: LogTopic) => {
  const admin = client.admin();
  try {
    await admin.connect();
    return (await describe(admin, config, [topic])).get(topic)!;
  } finally {
    await admin.disconnect();
  }
};

const UNDEFINED_TABLE = '42P01';

const publishedTo = async (pool: pg.Pool, name: string): Promise<string | null> => {
  try {
    const asked = 'select position from rapport_relay.publisher where name = $1';
    return (await pool.query<{ position: string }>(asked, [name])).rows[0]?.position || null;
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return null;
    throw error;
  }
};

const digestOf = (bytes: Buffer | string): string => createHash('sha1').update(bytes).digest('base64');

const foundOf = ({ headers = {}, key, value, partition, offset }: Lying): Found => {
  const text = (name: string): string => (headers[name] === undefined ? '' : String(headers[name]));
  const [source, id] = [text('ce_source'), text('ce_id')];
  return {
    id: source && id ? eventIdOf(source, id) : null,
    key: key?.toString() ?? '',
    position: text('position'),
    type: text('ce_type'),
    digest: headers['claimcheck'] !== undefined ? null : digestOf(value ?? ''),
    partition,
    offset,
  };
};

const expectedOf = async (
  store: EventStore,
  topic: LogTopic,
  position: string | null,
): Promise<ReadonlyMap<string, Expected>> => {
  const expected = new Map<string, Expected>();
  for await (const batch of upTo(store, (await store.head()).position))
    for (const fact of batch.map(decodeEvent)) {
      if (topicOf(fact) !== topic) continue;
      expected.set(fact.eventId, {
        key: fact.handle,
        position: fact.position,
        type: cloudEventTypeOf(fact.type, fact.v),
        digest: digestOf(JSON.stringify(fact.data)),
        required: position !== null && fact.position <= position,
      });
    }
  return expected;
};

async function* upTo(store: EventStore, head: Position): ReturnType<EventStore['read']> {
  if ((await store.head()).eventId === null) return;
  const stop = new AbortController();
  try {
    for await (const batch of store.follow(null, stop.signal)) {
      yield batch;
      if (batch.at(-1)!.position >= head) return;
    }
  } finally {
    stop.abort();
  }
}

/** Where the client puts a key. */
const partitionerOf = (topic: string, partitions: number): ((key: string) => number) => {
  const partitioner = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [0], isr: [0] },
  }));
  const known = new Map<string, number>();
  return (key) => {
    const partition = known.get(key) ?? partitioner({ topic, partitionMetadata, message: { key, value: null } });
    known.set(key, partition);
    return partition;
  };
};
