import type { Admin, ITopicConfig } from 'kafkajs';

/** A topic to be made. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * With three copies or more all but one must have a record before it counts as written: one may be away, and none that is left lacks it.
 */
const inSync = (copies: number): Readonly<Record<string, string>> =>
  copies >= 3 ? { 'min.insync.replicas': String(copies - 1) } : {};

/** Makes topics with so many copies, where there are so many brokers at this moment. */
export const createTopics = async (admin: Admin, topics: readonly NewTopic[], copies: number): Promise<void> => {
  if (topics.length === 0) return;
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(copies, brokers.length);
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map(({ name, partitions, settings }): ITopicConfig => {
      const all = { ...settings, ...inSync(replicationFactor) };
      const configEntries = Object.entries(all).map(([setting, value]) => ({ name: setting, value }));
      return { topic: name, numPartitions: partitions, replicationFactor, configEntries };
    }),
  });
};
