import type { KafkaConfig } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import { asAdmin, kafkaClient } from '@rapport/kafka';
import type pg from 'pg';
import { type Findings, findings } from './compare/findings';
import { publishedTo } from './compare/opened-topic';
import { progressOf } from './health';
import { type Topic, allTopics, outletOf, topicName } from './topic-names';

/** How complete a topic is, as anybody may know. */
export interface TopicReport {
  readonly topic: Topic;
  /** As Kafka names it. */
  readonly name: string;
  /** Everything up to here is published; null = nothing yet. */
  readonly position: string | null;
  /** Events between that and the end of the log; null = nothing was published yet. */
  readonly lag: number | null;
  /** Why nothing moves, if so. */
  readonly fault: string | null;
  readonly compared: Omit<Findings, 'topic' | 'next'> | null;
}

/** Where a subscriber may begin who has everything up to `position` from elsewhere. */
export interface TopicStart {
  readonly name: string;
  readonly position: string | null;
  readonly offsets: readonly { readonly partition: number; readonly offset: string }[];
}

/** What can be known of the topics that are published. */
export interface TopicsReport {
  all(): Promise<readonly TopicReport[]>;
  /** Null when no such topic is published. @throws when Kafka does not answer. */
  startOf(name: string): Promise<TopicStart | null>;
}

/** Opens the report; it holds nothing. */
export const topicsReport = (config: KafkaConfig, store: Pick<EventStore, 'head'>, pool: pg.Pool): TopicsReport => {
  const publisherOf = (topic: Topic): string => `${config.prefix}/${outletOf(topic)}`;
  return {
    all: async () => {
      const compared = new Map((await findings(pool)).map((one) => [one.topic, one]));
      const reports = allTopics(config).map(async (topic): Promise<TopicReport> => {
        const name = topicName(config, topic);
        const progress = await progressOf(pool, store, publisherOf(topic));
        const { topic: _topic, next: _next, ...known } = compared.get(name) ?? {};
        return {
          ...{ topic, name, position: progress?.position || null },
          ...{ lag: progress?.lag ?? null, fault: progress?.fault ?? null },
          compared: compared.has(name) ? (known as TopicReport['compared']) : null,
        };
      });
      return Promise.all(reports);
    },
    startOf: async (asked) => {
      const topic = allTopics(config).find((one) => one === asked || topicName(config, one) === asked);
      if (topic === undefined) return null;
      const name = topicName(config, topic);
      // First how far, then where: whatever is published up to there lies before the offsets.
      const position = await publishedTo(pool, publisherOf(topic));
      const client = kafkaClient(config, 'rapport-topics');
      const offsets = await asAdmin(client, (admin) => admin.fetchTopicOffsets(name));
      const sorted = offsets.map(({ partition, high }) => ({ partition, offset: high }));
      return { name, position, offsets: sorted.sort((a, b) => a.partition - b.partition) };
    },
  };
};
