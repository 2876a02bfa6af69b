import type { KafkaConfig } from '@rapport/edge';
import { ConfigResourceTypes, createTopics } from '@rapport/kafka';
import type { Admin } from 'kafkajs';
import { type KnownTopic, TopicFault } from './topics';

const NAME = /^[a-zA-Z0-9._-]{1,249}$/;
/** What we publish or take in, in this version and in others. */
const PUBLIC = /^(?:interactions|decisions|customers|purpose-.*|ingest|quarantine)\.v\d+$/;
/** Kafka's own default for a batch of records. */
const BATCH_BYTES = 1_048_588;

/** Why a topic cannot be somebody's private one by its name; null = it can. */
export const notPrivate = (name: string, { prefix }: Pick<KafkaConfig, 'prefix'>): string | null => {
  if (!NAME.test(name) || name === '.' || name === '..') return 'that is no name of a topic';
  if (name.startsWith('__')) return 'topics that begin with __ are Kafka’s own';
  if (name.startsWith(`${prefix}.`) && PUBLIC.test(name.slice(prefix.length + 1)))
    return 'that topic is public: others would take the past for news';
  return null;
};

/**
 * Makes a private topic, or takes one that is there: empty, or to be added to.
 * @throws TopicFault
 */
export const ensurePrivate = async (
  admin: Admin,
  config: KafkaConfig,
  name: string,
  append: boolean,
): Promise<KnownTopic> => {
  const fault = notPrivate(name, config);
  if (fault !== null) throw new TopicFault(`${name}: ${fault}`);
  if (!(await admin.listTopics()).includes(name))
    await createTopics(admin, [{ name, partitions: config.partitions, settings: {} }], config.copies);
  const offsets = await admin.fetchTopicOffsets(name);
  if (!append && offsets.some(({ high, low }) => high !== low))
    throw new TopicFault(`${name} holds records already: choose another name, or say --append`);
  const configNames = ['cleanup.policy', 'max.message.bytes'];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames }],
  });
  const setting = (wanted: string): string | undefined =>
    resources[0]!.configEntries.find(({ configName }) => configName === wanted)?.configValue;
  if (setting('cleanup.policy')?.includes('compact'))
    throw new TopicFault(`${name} is compacted: of several events of one key it would keep the last one`);
  return { name, partitions: offsets.length, batchBytes: Number(setting('max.message.bytes') ?? BATCH_BYTES) };
};
