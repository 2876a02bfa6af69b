import type { KafkaConfig } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import { kafkaClient } from '@rapport/kafka';
import type { Kafka } from 'kafkajs';
import type pg from 'pg';
import { type Topic, topicName } from '../topic-names';
import { type Extent, type Lying, readTopic } from '../topic-reader';
import { type KnownTopic, describe } from '../topics';

/** What comparing a topic needs. */
export interface CompareDeps {
  readonly config: KafkaConfig;
  readonly store: EventStore;
  readonly pool: pg.Pool;
  /** Those of the handles whose keys were destroyed. */
  readonly erased: (handles: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** A topic that is there, to be read. */
export interface OpenedTopic extends KnownTopic {
  read(take: (record: Lying) => void, from?: readonly number[]): Promise<Extent>;
}

/** Looks at a topic. @throws TopicFault when it is missing or not as it must be. */
export const openTopic = async (config: KafkaConfig, topic: Topic): Promise<OpenedTopic> => {
  const client = kafkaClient(config, 'rapport-compare');
  const found = await describeOne(client, config, topic);
  const groupId = `${config.prefix}.compare.${process.pid}.${Date.now()}.${topic}`;
  return { ...found, read: (take, from) => readTopic(client, topicName(config, topic), take, groupId, from) };
};

const describeOne = async (client: Kafka, config: KafkaConfig, topic: Topic): Promise<KnownTopic> => {
  const admin = client.admin();
  try {
    await admin.connect();
    return (await describe(admin, config, [topic])).get(topic)!;
  } finally {
    await admin.disconnect();
  }
};

const UNDEFINED_TABLE = '42P01';
const PUBLISHED = 'select position from rapport_relay.publisher where name = $1';

/** What a publisher says that it has published; null = nothing yet. */
export const publishedTo = async (pool: pg.Pool, name: string): Promise<string | null> => {
  try {
    return (await pool.query<{ position: string }>(PUBLISHED, [name])).rows[0]?.position || null;
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return null;
    throw error;
  }
};
