import type { KafkaConfig } from '@rapport/edge';
import { createTopics } from '@rapport/kafka';
import type { Admin } from 'kafkajs';

const DAY_MS = 86_400_000;

/** Where senders write who were told of no other topic. */
export const ingestTopic = ({ prefix }: Pick<KafkaConfig, 'prefix'>): string => `${prefix}.ingest.v1`;
/** Where it is said what was not taken. */
export const quarantineTopic = ({ prefix }: Pick<KafkaConfig, 'prefix'>): string => `${prefix}.quarantine.v1`;
/** The consumer group: one for an installation. */
export const groupOf = ({ prefix }: Pick<KafkaConfig, 'prefix'>): string => `${prefix}.intake`;

/**
 * Makes our own two topics where they are missing; topics of others are theirs to make.
 * @throws Error that names a topic which is not there.
 */
export const ensureTopics = async (admin: Admin, config: KafkaConfig): Promise<void> => {
  const there = new Set(await admin.listTopics());
  const own = [ingestTopic(config), quarantineTopic(config)];
  const wanted = [...config.ingest.map(({ topic }) => topic), quarantineTopic(config)];
  const missing = wanted.filter((topic) => !there.has(topic));
  const foreign = missing.filter((topic) => !own.includes(topic));
  if (foreign.length > 0) throw new Error(`there is no topic ${foreign.join(', ')}`);
  await createTopics(
    admin,
    missing.map((name) => ({
      ...{ name, partitions: config.partitions },
      settings: {
        'cleanup.policy': 'delete',
        // As long as the sealed copies that its records point to.
        ...(name === quarantineTopic(config) ? { 'retention.ms': String(30 * DAY_MS) } : {}),
      },
    })),
    config.copies,
  );
};
