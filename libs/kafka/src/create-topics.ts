import type { Admin, ITopicConfig } from 'kafkajs';

/** A topic to be made. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string>>;
}

const COPIES = 3;
/** With three copies two must have a record before it counts as written: one may be away, and none that is left lacks it. */
const IN_SYNC = { 'min.insync.replicas': '2' };

/** Makes topics, with three copies each where there are so many brokers. */
export const createTopics = async (admin: Admin, topics: readonly NewTopic[]): Promise<void> => {
  if (topics.length === 0) return;
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(COPIES, brokers.length);
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map(({ name, partitions, settings }): ITopicConfig => {
      const all = { ...settings, ...(replicationFactor >= COPIES ? IN_SYNC : {}) };
      const configEntries = Object.entries(all).map(([setting, value]) => ({ name: setting, value }));
      return { topic: name, numPartitions: partitions, replicationFactor, configEntries };
    }),
  });
};
