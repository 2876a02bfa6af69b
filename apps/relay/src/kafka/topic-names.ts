import type { KafkaConfig } from '@rapport/edge';
import type { LogTopic } from './published';

/** Topics of states: how all customers are now, and how those are who consent to a purpose. */
export type StateTopic = 'customers' | `purpose-${string}`;
/** A topic of the rows of a described projection. */
export type RowTopic = `projection-${string}`;
/** Topics that are held against the log or the view, on command and by themselves. */
export type ComparedTopic = LogTopic | StateTopic;
/** What we publish: the log, how customers are now, and rows of described projections. */
export type Topic = ComparedTopic | RowTopic;

/** The topic of the rows of a described projection. */
export const rowTopic = (projection: string): RowTopic => `projection-${projection}`;

/** The topics of states. */
export const stateTopics = ({ purposes }: Pick<KafkaConfig, 'purposes'>): readonly StateTopic[] => [
  'customers',
  ...Object.keys(purposes).map((name): StateTopic => `purpose-${name}`),
];

/** The purpose of a topic of states; null for that of all customers. */
export const purposeOf = ({ purposes }: Pick<KafkaConfig, 'purposes'>, topic: StateTopic): string | null =>
  topic === 'customers' ? null : purposes[topic.slice('purpose-'.length)]!;

/** All topics that are compared with what they must tell. */
export const comparedTopics = (config: Pick<KafkaConfig, 'purposes'>): readonly ComparedTopic[] => [
  'interactions',
  'decisions',
  ...stateTopics(config),
];

/** All topics that we publish. */
export const allTopics = (config: Pick<KafkaConfig, 'purposes' | 'projections'>): readonly Topic[] => [
  ...comparedTopics(config),
  ...config.projections.map(rowTopic),
];

/** True for a topic that tells how customers are. */
export const isStateTopic = (topic: Topic): topic is StateTopic =>
  topic === 'customers' || topic.startsWith('purpose-');

/** True for a topic that keeps the last record of each key. */
export const isCompacted = (topic: Topic): boolean => topic !== 'interactions' && topic !== 'decisions';

/** The part of the relay that tells a topic. */
export const outletOf = (topic: Topic): string =>
  isStateTopic(topic) ? 'customers' : isCompacted(topic) ? topic : 'log';

/** `rapport.interactions.v1`; an incompatible change is another topic. */
export const topicName = ({ prefix }: Pick<KafkaConfig, 'prefix'>, topic: Topic): string => `${prefix}.${topic}.v1`;

/** Names of all topics that are published. */
export const publishedTopics = (config: Pick<KafkaConfig, 'prefix' | 'purposes' | 'projections'>): readonly string[] =>
  allTopics(config).map((topic) => topicName(config, topic));
