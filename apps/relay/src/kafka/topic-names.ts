import type { KafkaConfig } from '@rapport/edge';
import type { LogTopic } from './published';

/** Topics of states: how all customers are now, and how those are who consent to a purpose. */
export type StateTopic = 'customers' | `purpose-${string}`;
/** What we publish: the log, and how customers are now. */
export type Topic = LogTopic | StateTopic;

/** The topics of states. */
export const stateTopics = ({ purposes }: Pick<KafkaConfig, 'purposes'>): readonly StateTopic[] => [
  'customers',
  ...Object.keys(purposes).map((name): StateTopic => `purpose-${name}`),
];

/** The purpose of a topic of states; null for that of all customers. */
export const purposeOf = ({ purposes }: Pick<KafkaConfig, 'purposes'>, topic: StateTopic): string | null =>
  topic === 'customers' ? null : purposes[topic.slice('purpose-'.length)]!;

/** All topics that we publish. */
export const allTopics = (config: Pick<KafkaConfig, 'purposes'>): readonly Topic[] => [
  'interactions',
  'decisions',
  ...stateTopics(config),
];

/** True for a topic that keeps the last record of each key. */
export const isStateTopic = (topic: Topic): topic is StateTopic => topic !== 'interactions' && topic !== 'decisions';

/** `rapport.interactions.v1`; an incompatible change is another topic. */
export const topicName = ({ prefix }: Pick<KafkaConfig, 'prefix'>, topic: Topic): string => `${prefix}.${topic}.v1`;

/** Names of all topics that are published. */
export const publishedTopics = (config: Pick<KafkaConfig, 'prefix' | 'purposes'>): readonly string[] =>
  allTopics(config).map((topic) => topicName(config, topic));
