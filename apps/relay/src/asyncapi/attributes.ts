import { moment, place, text, uuid } from './parts';

const position = place('Where it stands in the log; as text, later is greater within one history');

/** Headers of a record: CloudEvents 1.0 in the binary mode of its Kafka binding. Values are UTF-8, nothing is percent-encoded. */
export const RECORD_HEADERS = {
  title: 'Headers of a record',
  type: 'object',
  required: [
    ...['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_channel', 'ce_recordedtime'],
    ...['ce_partitionkey', 'ce_sequence', 'ce_eventid', 'content-type', 'position'],
  ],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text('The sender’s own id; with `ce_source` unique for ever: what to tell repeats by'),
    ce_source: text('Who sent it'),
    ce_type: text('What happened, and in which shape'),
    ce_time: moment('When it happened'),
    ce_subject: uuid('The customer whose it was when it was published; absent on events about nobody'),
    ce_channel: text('The channel'),
    ce_recordedtime: moment('When it was recorded'),
    ce_partitionkey: uuid('The owner handle, as the key: it never changes'),
    ce_sequence: position,
    ce_eventid: uuid('uuid5 of source and id'),
    ce_correlationid: text('What it belongs together with'),
    ce_causationid: text('What it came from'),
    ce_historical: { type: 'string', const: 'true', description: 'Imported: no news' },
    ce_handles: text('All handles that it carries, the owner first, with commas between'),
    'content-type': text('Of the value', { const: 'application/json' }),
    position: place('As `ce_sequence`: orders events of linked handles, which have keys of their own'),
    traceparent: text('W3C trace context'),
    claimcheck: text('There when the value was too large for the topic: where in the log to read the event'),
  },
} as const;

/** What stands in for a value that is too large. */
export const CLAIM_CHECK = {
  title: 'Claim check',
  description: 'The value was larger than the topic takes: read the event over HTTP',
  type: 'object',
  required: ['claimCheck', 'bytes'],
  properties: {
    claimCheck: text('Path and query of a request to the HTTP API that answers with a page of this one event'),
    bytes: { type: 'integer', minimum: 0, description: 'Length of the value' },
  },
} as const;

/** What surrounds the data of an event in pages of the log and in streams. */
export const LOGGED_EVENT = {
  title: 'An event of the log',
  type: 'object',
  required: [
    ...['id', 'source', 'channel', 'type', 'v', 'occurredAt', 'handle', 'handles', 'data', 'sealed'],
    ...['eventId', 'stream', 'position', 'recordedAt'],
  ],
  properties: {
    id: text('The sender’s own id, unique within the source'),
    source: text('Who sent it'),
    channel: text('The channel'),
    type: text('What happened'),
    v: { type: 'integer', minimum: 1, description: 'Version of the shape of `data`' },
    occurredAt: moment('When it happened'),
    recordedAt: moment('When it was recorded'),
    handle: uuid('The owner: our random name for the strongest identifier; never changes'),
    handles: {
      type: 'array',
      description: 'All handles that it carries, the owner first',
      items: {
        type: 'object',
        required: ['handle', 'type'],
        properties: {
          handle: uuid('Our random name for the identifier'),
          type: text('Kind of identifier'),
          issuer: text('Who issued it'),
          sealed: text('The identifier, sealed'),
        },
      },
    },
    data: { type: 'object', description: 'As its type says, without what is personal' },
    sealed: {
      type: 'object',
      description: 'Personal fields of `data` as cells that only the installation opens',
      additionalProperties: { type: 'string' },
    },
    context: { type: 'object', description: 'What it came with' },
    meta: { type: 'object', description: 'On whose behalf, from what, and whether it is imported history' },
    eventId: uuid('uuid5 of source and id'),
    stream: text('The stream in the store'),
    position,
  },
} as const;
