import { cloudEventTypeOf, isOwnChannel, type TypeDefinition, typeDefinitions } from '@rapport/events';

/** `$ref` to a part of the document. */
export const ref = (...path: readonly string[]): { $ref: string } => ({
  $ref: `#/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});

/** Types that go to the topic of interactions; corrections go with what they are about. The others are decisions. */
const isInteraction = ({ channels }: TypeDefinition): boolean =>
  channels.some((channel) => !isOwnChannel(channel) || channel === 'record');

/** All event types, in the order of their names. */
export const definitions = (): readonly TypeDefinition[] =>
  [...typeDefinitions()].sort((a, b) => (a.type < b.type ? -1 : 1));

export const interactionTypes = (): readonly TypeDefinition[] => definitions().filter(isInteraction);
export const decisionTypes = (): readonly TypeDefinition[] => definitions().filter((one) => !isInteraction(one));

/** The message of an event type: a record of the topics of the log. */
export const messageOf = (definition: TypeDefinition): object => {
  const { type, meaning, version } = definition;
  return {
    name: cloudEventTypeOf(type, version),
    title: type,
    summary: meaning,
    contentType: 'application/json',
    headers: {
      allOf: [ref('components', 'schemas', 'RecordHeaders')],
      properties: { ce_type: { type: 'string', const: cloudEventTypeOf(type, version) } },
    },
    payload: ref('components', 'schemas', type),
    bindings: { kafka: { key: { type: 'string', format: 'uuid' } } },
  };
};

/** The data of a logged event, by its type; types that this release does not know are not held against anything. */
export const dataByType = (): object[] =>
  definitions().map(({ type }) => ({
    if: { properties: { type: { const: type } } },
    then: { properties: { data: ref('components', 'schemas', type) } },
  }));
