import type { TypeDefinition } from '@rapport/events';
import { CLAIM_CHECK, LOGGED_EVENT, RECORD_HEADERS } from './attributes';
import {
  NOT_TAKEN,
  NOT_TAKEN_HEADERS,
  SENT_CLOUD_EVENT,
  SENT_INTERACTION,
  intakeChannels,
  intakeMessages,
} from './intake';
import { dataByType, decisionTypes, definitions, interactionTypes, messageOf, ref } from './messages';
import { publishedData } from './published-data';
import { PROJECTION_ROW, ROW_HEADERS, rowChannel, rowMessages } from './rows';
import { CUSTOMER_STATE, STATE_HEADERS, stateChannel, stateMessages } from './states';

const ABOUT = `What Rapport tells others as it happens, what it takes from them, and in which shape. Nothing is lost, repeats have the same \`ce_source\` and \`ce_id\`,
and the order is kept per key. Personal values are on no topic that Rapport writes. A shape only gains optional fields; what breaks it gets a new version in
\`ce_type\`, what breaks a topic gets a new topic. The prefix of the topics is configurable (RAPPORT_KAFKA_PREFIX).`;

const LOG_TOPIC = { 'cleanup.policy': ['delete'], 'retention.ms': -1 };

const logTopic = (topic: string, description: string, types: readonly TypeDefinition[]): object => ({
  address: `rapport.${topic}.v1`,
  title: topic,
  description,
  servers: [ref('servers', 'kafka')],
  messages: Object.fromEntries(
    [...types.map(({ type }) => type), 'ClaimCheck'].map((name) => [name, ref('components', 'messages', name)]),
  ),
  bindings: { kafka: { topic: `rapport.${topic}.v1`, topicConfiguration: LOG_TOPIC } },
});

const channels = (): Record<string, object> => ({
  interactions: logTopic(
    'interactions',
    'Every interaction, and corrections of them. The key is the owner handle, partitioned by murmur2.',
    interactionTypes(),
  ),
  decisions: logTopic(
    'decisions',
    'What the platform decided: who is who, tiers, signals, erasures. The key is the owner handle, partitioned by murmur2.',
    decisionTypes(),
  ),
  customers: stateChannel(
    'rapport.customers.v1',
    'customers',
    'How every customer is now. Compacted: the last record of a key counts, a tombstone means that there is no such customer.',
  ),
  purpose: stateChannel(
    'rapport.purpose-{purpose}.v1',
    'purpose',
    'As `customers`, but of those alone who consent to a purpose, as long as they do. One topic for each purpose of RAPPORT_KAFKA_PURPOSES.',
    { parameters: { purpose: { description: 'Name of the topic in RAPPORT_KAFKA_PURPOSES' } } },
  ),
  projection: rowChannel(),
  ...intakeChannels(),
  stream: {
    address: '/v1/events/stream',
    title: 'stream',
    description:
      'The log as server-sent events, from now or after `Last-Event-ID`; the id of each event is its position. Parameters of the query: ' +
      '`after`, `type`, `channel`, `handle`.',
    servers: [ref('servers', 'http')],
    messages: { LoggedEvent: ref('components', 'messages', 'LoggedEvent') },
  },
});

const tells = (channel: string, summary: string): object => ({
  action: 'send',
  channel: ref('channels', channel),
  summary,
});

const servers = {
  kafka: {
    host: '{brokers}',
    protocol: 'kafka',
    description: 'The brokers that KAFKA_BROKERS names',
    variables: { brokers: { default: 'localhost:9092', description: 'host:port of a broker' } },
  },
  http: {
    host: '{host}',
    protocol: 'http',
    description: 'The HTTP API, for readers of the log; TLS is a proxy’s',
    variables: { host: { default: 'localhost:3000' } },
    security: [ref('components', 'securitySchemes', 'key')],
  },
};

/** Components that are not of one event type. */
const SCHEMAS = {
  RecordHeaders: RECORD_HEADERS,
  ClaimCheck: CLAIM_CHECK,
  StateHeaders: STATE_HEADERS,
  CustomerState: CUSTOMER_STATE,
  RowHeaders: ROW_HEADERS,
  ProjectionRow: PROJECTION_ROW,
  SentInteraction: SENT_INTERACTION,
  SentCloudEvent: SENT_CLOUD_EVENT,
  NotTaken: NOT_TAKEN,
  NotTakenHeaders: NOT_TAKEN_HEADERS,
};

const messages = (): Record<string, object> => ({
  ...Object.fromEntries(definitions().map((one) => [one.type, messageOf(one)])),
  ClaimCheck: {
    title: 'An event that is too large for the topic',
    summary: 'Has the header `claimcheck`; all other headers are those of the event',
    contentType: 'application/json',
    headers: { allOf: [ref('components', 'schemas', 'RecordHeaders')], required: ['claimcheck'] },
    payload: ref('components', 'schemas', 'ClaimCheck'),
  },
  ...stateMessages(),
  ...rowMessages(),
  ...intakeMessages(),
  LoggedEvent: {
    title: 'An event of the log',
    summary: 'As in a page of `GET /v1/events`',
    contentType: 'application/json',
    payload: ref('components', 'schemas', 'LoggedEvent'),
  },
});

/** The AsyncAPI 3.0 document, made of the definitions of all channels. Operations are ours: we send, and of one channel receive. */
export const asyncApi = (): Record<string, unknown> => ({
  asyncapi: '3.0.0',
  id: 'urn:rapport:told',
  info: {
    title: 'Rapport',
    version: '1',
    description: ABOUT,
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  defaultContentType: 'application/json',
  servers,
  channels: channels(),
  operations: {
    tellInteractions: tells('interactions', 'Every interaction, once it is recorded'),
    tellDecisions: tells('decisions', 'Every decision, once it is recorded; what restates the past is left out'),
    tellCustomers: tells('customers', 'How a customer is, after each change'),
    tellPurpose: tells('purpose', 'How a customer is who consents, after each change'),
    tellProjection: tells('projection', 'A row of a described projection, after each change'),
    takeInteractions: {
      action: 'receive',
      channel: ref('channels', 'ingest'),
      summary: 'Interactions of others: each is recorded once, or kept in the quarantine',
    },
    tellWhatWasNotTaken: tells('quarantine', 'What was read and not taken, and why'),
    streamTheLog: tells('stream', 'Every event of the log, while somebody reads'),
  },
  components: {
    schemas: {
      ...SCHEMAS,
      LoggedEvent: { ...LOGGED_EVENT, allOf: dataByType() },
      ...Object.fromEntries(definitions().map((one) => [one.type, publishedData(one)])),
    },
    messages: messages(),
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'An access key of an analyst, integrator, admin or auditor' },
    },
  },
});
