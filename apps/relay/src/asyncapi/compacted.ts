import { place, text } from './parts';

/** What is told on a topic that keeps the last record of each key: something as it is, that it is gone, or that it is too large for the topic. */
export interface Compacted {
  /** Name of the schema of the headers. */
  readonly headers: string;
  /** JSON Schema of the key. */
  readonly key: object;
  /** What something is called in a sentence: `a row`. */
  readonly one: string;
  readonly present: Told & { readonly type: string };
  readonly gone: Told & { readonly type: string };
  readonly large: Told;
}

/** A message: its name, which is that of its value's schema too, and its title. */
interface Told {
  readonly name: string;
  readonly title: string;
}

/** Headers of a record there. @param own by name: what tells this topic from others, and what it has besides */
export const compactedHeaders = (
  title: string,
  { ce_id, ce_source, ce_type, ce_subject, ce_partitionkey, position, ...others }: Readonly<Record<string, object>>,
): object => ({
  title,
  type: 'object',
  required: [
    ...['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_partitionkey', 'ce_sequence'],
    'position',
  ],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ...{ ce_id, ce_source, ce_type, ce_subject, ce_partitionkey },
    ce_sequence: place('As `position`'),
    'content-type': text('Of the value', { const: 'application/json' }),
    position,
    ...others,
  },
});

/** The three messages of such a topic, by name. */
export const compactedMessages = ({ headers, key, one, present, gone, large }: Compacted): Record<string, object> => {
  const message = (title: string, summary: string, more: object): object => ({
    ...{ title, summary, headers: { $ref: `#/components/schemas/${headers}` } },
    bindings: { kafka: { key } },
    ...more,
  });
  const payload = (schema: string): object => ({
    contentType: 'application/json',
    payload: { $ref: `#/components/schemas/${schema}` },
  });
  return {
    [present.name]: message(present.title, `The whole ${one}; a later one takes its place`, {
      name: present.type,
      ...payload(present.name),
    }),
    [gone.name]: message(gone.title, 'A tombstone; its header `gone` says why', {
      ...{ name: gone.type, payload: { type: 'null' } },
    }),
    [large.name]: message(large.title, 'Has the header `claimcheck`', payload('ClaimCheck')),
  };
};

/** Such a topic. @param messages their names */
export const compactedChannel = (messages: readonly string[], about: object, more: object = {}): object => ({
  ...about,
  servers: [{ $ref: '#/servers/kafka' }],
  ...more,
  messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  bindings: { kafka: { topicConfiguration: { 'cleanup.policy': ['compact'] } } },
});
