import { typeDefinitions } from '@rapport/events';
import { ref } from './messages';
import { moment, text, uuid } from './parts';

const IDENTIFIERS = {
  type: 'array',
  description: 'All that this event proves to belong to one person',
  items: {
    type: 'object',
    required: ['type', 'value'],
    properties: {
      type: text('Kind: email, phone, loyaltyCard, userId, …'),
      value: text('The identifier'),
      issuer: text('Who issued it; the namespace of the source when absent'),
    },
  },
} as const;

/** An interaction as its sender writes it. Its data is as its type says (`docs/reference/schemas`), personal fields included. */
export const SENT_INTERACTION = {
  title: 'An interaction',
  type: 'object',
  required: ['source', 'channel', 'type', 'occurredAt', 'data'],
  properties: {
    id: text('The sender’s own id, unique within the source for ever; or the header `idempotency-key`'),
    source: text('Who sends it: registered, or allowed for the topic'),
    channel: text('The channel'),
    type: text('What happened', { examples: [...typeDefinitions()].slice(0, 1).map(({ type }) => type) }),
    v: { type: 'integer', minimum: 1, description: 'Version of the shape of `data`; the newest when absent' },
    occurredAt: moment('When it happened, with an offset'),
    identifiers: IDENTIFIERS,
    data: { type: 'object', description: 'As its type says' },
    context: { type: 'object', description: 'What it came with' },
    correlationId: text('What it belongs together with'),
    historical: { type: 'boolean', description: 'Imported: no news' },
  },
} as const;

/** What is said of a record that was not taken: nothing that it says itself. */
export const NOT_TAKEN = {
  title: 'A record that was not taken',
  type: 'object',
  required: ['topic', 'partition', 'offset', 'code', 'detail', 'quarantineId'],
  properties: {
    topic: text('Where it lies'),
    partition: { type: 'integer', minimum: 0, description: 'Where it lies' },
    offset: { type: 'integer', minimum: 0, description: 'Where it lies' },
    code: text('Why, for programs'),
    detail: text('Why, for people; names fields and expectations, never values'),
    quarantineId: {
      ...uuid('Where its raw bytes are kept, sealed'),
      type: ['string', 'null'],
    },
  },
} as const;

const CONNECT = '__connect.errors.';
/** Headers as Kafka Connect writes them on topics of dead letters. */
export const NOT_TAKEN_HEADERS = {
  title: 'Headers of a record that says what was not taken',
  type: 'object',
  required: ['topic', 'partition', 'offset', 'exception.class.name', 'exception.message'].map((name) => CONNECT + name),
  properties: {
    [`${CONNECT}topic`]: text('Where it lies'),
    [`${CONNECT}partition`]: text('Where it lies'),
    [`${CONNECT}offset`]: text('Where it lies'),
    [`${CONNECT}stage`]: text('Where it was refused'),
    [`${CONNECT}exception.class.name`]: text('As `code`'),
    [`${CONNECT}exception.message`]: text('As `detail`'),
  },
} as const;

const message = (title: string, summary: string, payload: string, more: object = {}): object => ({
  ...{ title, summary, contentType: 'application/json', payload: ref('components', 'schemas', payload) },
  ...more,
});

/** Messages of both topics. */
export const intakeMessages = (): Record<string, object> => ({
  SentInteraction: message('A native interaction', 'JSON, without headers', 'SentInteraction'),
  SentCloudEvent: message(
    'A CloudEvent in structured or binary mode',
    'Structured: the JSON of the event. Binary: attributes in headers `ce_…`, the value is `data`, in which `identifiers` and `context` stand too',
    'SentCloudEvent',
  ),
  NotTaken: message('A record that was not taken', 'The whole is in the quarantine, sealed', 'NotTaken', {
    headers: ref('components', 'schemas', 'NotTakenHeaders'),
  }),
});

/** Data of a CloudEvent: that of its type, and whom it is about. */
export const SENT_CLOUD_EVENT = {
  title: 'Data of a CloudEvent',
  type: 'object',
  properties: { identifiers: IDENTIFIERS, context: { type: 'object', description: 'What it came with' } },
} as const;

const channel = (topic: string, description: string, messages: readonly string[]): object => ({
  address: `rapport.${topic}.v1`,
  ...{ title: topic, description, servers: [ref('servers', 'kafka')] },
  messages: Object.fromEntries(messages.map((name) => [name, ref('components', 'messages', name)])),
  bindings: { kafka: { topic: `rapport.${topic}.v1`, topicConfiguration: { 'cleanup.policy': ['delete'] } } },
});

/** The topic that is read, and the one that says what was not taken of it. */
export const intakeChannels = (): Record<string, object> => ({
  ingest: channel(
    'ingest',
    'Interactions of others, native or as CloudEvents, with any key. Other topics: RAPPORT_KAFKA_INGEST.',
    ['SentInteraction', 'SentCloudEvent'],
  ),
  quarantine: channel('quarantine', 'What was not taken, without a word of what it says; at least once.', ['NotTaken']),
});
