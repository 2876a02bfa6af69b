import type { KafkaConfig } from '@rapport/edge';
import { cloudEventTypeOf, type TypeDefinition } from '@rapport/events';
import { decisionTypes, interactionTypes } from '../../asyncapi/messages';
import { publishedData } from '../../asyncapi/published-data';
import { PROJECTION_ROW } from '../../asyncapi/rows';
import { CUSTOMER_STATE } from '../../asyncapi/states';
import { STATE_TYPE } from '../customers/state-types';
import { ROW_TYPE } from '../rows/row-types';
import { rowTopic, stateTopics, topicName } from '../topic-names';

/** A schema under the name by which a registry keeps its versions. */
export interface Subject {
  /** Topic and `ce_type`: what Confluent calls TopicRecordNameStrategy, as a topic carries many types. */
  readonly name: string;
  readonly schema: object;
}

/** Registries compare schemas of this draft; of newer ones some cannot. Ours use nothing that came later. */
const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** The schemas of all values that we publish, one for each topic and type. */
export const subjectsOf = (config: Pick<KafkaConfig, 'prefix' | 'purposes' | 'projections'>): readonly Subject[] => {
  const subject = (topic: string, type: string, schema: object): Subject => ({
    name: `${topic}-${type}`,
    schema: { $schema: DRAFT, ...schema },
  });
  const ofLog = (topic: 'interactions' | 'decisions', types: readonly TypeDefinition[]): readonly Subject[] =>
    types.map((one) => subject(topicName(config, topic), cloudEventTypeOf(one.type, one.version), publishedData(one)));
  return [
    ...ofLog('interactions', interactionTypes()),
    ...ofLog('decisions', decisionTypes()),
    ...stateTopics(config).map((topic) => subject(topicName(config, topic), STATE_TYPE, CUSTOMER_STATE)),
    ...config.projections.map((name) => subject(topicName(config, rowTopic(name)), ROW_TYPE, PROJECTION_ROW)),
  ];
};
