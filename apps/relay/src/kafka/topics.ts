import type { KafkaConfig } from '@rapport/edge';
import { ConfigResourceTypes, createTopics } from '@rapport/kafka';
import type { Admin } from 'kafkajs';
import { type Topic, isCompacted, topicName } from './topic-names';

/** A topic is not as it must be; only a person can mend that. */
export class TopicFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TopicFault';
  }
}

/** What a topic must be like whoever made it; everything else is the operator's. */
const policyOf = (topic: Topic): string => (isCompacted(topic) ? 'compact' : 'delete');
/** Kafka's own default for a batch of records. */
const BATCH_BYTES = 1_048_588;

/** A topic that is there and as it must be. */
export interface KnownTopic {
  readonly name: string;
  readonly partitions: number;
  /** Largest batch of records that it takes. */
  readonly batchBytes: number;
}

const DAY_MS = 86_400_000;
/** Kept until the operator says otherwise: what is gone from the topic is still in the log. */
const OF_LOG = { 'retention.ms': '-1' };
/** What was overwritten or taken back is gone after a day or two; who was away longer than a week misses tombstones. */
const OF_STATES = {
  'segment.ms': String(DAY_MS),
  'max.compaction.lag.ms': String(DAY_MS),
  'min.cleanable.dirty.ratio': '0.1',
  'delete.retention.ms': String(7 * DAY_MS),
};

/**
 * Makes the topics that are missing and looks at all: names, clean-up, sizes. Topics are never made by the way.
 * @throws TopicFault
 */
export const ensureTopics = async (
  admin: Admin,
  config: KafkaConfig,
  topics: readonly Topic[],
): Promise<ReadonlyMap<Topic, KnownTopic>> => {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !there.has(topicName(config, topic)));
  await createTopics(
    admin,
    missing.map((topic) => ({
      ...{ name: topicName(config, topic), partitions: config.partitions },
      settings: { 'cleanup.policy': policyOf(topic), ...(isCompacted(topic) ? OF_STATES : OF_LOG) },
    })),
    config.copies,
  );
  return describe(admin, config, topics);
};

/** As `ensureTopics`, but makes none. @throws TopicFault when one is missing. */
export const describe = async (
  admin: Admin,
  config: KafkaConfig,
  topics: readonly Topic[],
): Promise<ReadonlyMap<Topic, KnownTopic>> => {
  const names = topics.map((topic) => topicName(config, topic));
  const there = new Set(await admin.listTopics());
  const missing = names.filter((name) => !there.has(name));
  if (missing.length > 0) throw new TopicFault(`there is no topic ${missing.join(', ')}`);
  const { topics: found } = await admin.fetchTopicMetadata({ topics: names });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configNames: ['cleanup.policy', 'max.message.bytes'],
    })),
  });
  return new Map(
    topics.map((topic, index) => {
      const name = names[index]!;
      const partitions = found.find((one) => one.name === name)!.partitions.length;
      const entries = resources.find(({ resourceName }) => resourceName === name)!.configEntries;
      const setting = (wanted: string): string | undefined =>
        entries.find(({ configName }) => configName === wanted)?.configValue;
      const policy = setting('cleanup.policy');
      if (policy !== policyOf(topic))
        throw new TopicFault(`topic ${name} has cleanup.policy=${policy}, but it must be ${policyOf(topic)}`);
      return [topic, { name, partitions, batchBytes: Number(setting('max.message.bytes') ?? BATCH_BYTES) }] as const;
    }),
  );
};
