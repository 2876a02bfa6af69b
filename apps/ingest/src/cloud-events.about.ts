import { shapes, type Documentation, type Schema } from '@rapport/edge';
import { BATCH_RECEIPTS } from './batch.shape';
import { interactionAbout, purchase } from './interaction.about';
import { RECEIPT } from './receipt.shape';

const { either, text } = shapes;

const CLOUD_EVENT: Schema = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time'],
  properties: {
    specversion: { const: '1.0' },
    id: text('The sender’s id; with `source` the idempotency key, for ever'),
    source: text('The sending system; its first segment is its namespace'),
    type: { ...text('The event type and its version'), examples: ['io.rapport.purchase-made.v1'] },
    time: { ...text('When it happened'), format: 'date-time' },
    channel: text('Extension: the channel, where the type comes on several'),
    subject: text('Kept, sealed'),
    data: { type: 'object', description: 'The payload, with `identifiers` and `context` beside its own fields' },
    data_base64: text('The same as Base64 of JSON'),
  },
};

const event = {
  specversion: '1.0',
  id: 'ce-5513',
  source: purchase.source,
  type: 'io.rapport.purchase-made.v1',
  time: purchase.occurredAt,
  channel: 'store',
  datacontenttype: 'application/json',
  data: { ...purchase.data, orderId: 'B3-5513', identifiers: purchase.identifiers, context: purchase.context },
};

const single = interactionAbout.answers;

/** What the document says of `POST /v1/events`. */
export const cloudEventsAbout: Documentation = {
  operation: 'recordCloudEvents',
  tag: 'ingest',
  summary: 'Record CloudEvents: structured, binary or a batch',
  description:
    'CloudEvents 1.0 over HTTP. `application/cloudevents+json` is one event, `application/cloudevents-batch+json` a list, answered like ' +
    'POST /v1/interactions/batch, `ce-` headers make binary mode. Data is JSON. Other versions and formats are refused. How events become ' +
    'interactions: docs/how-to/send-cloud-events.md.',
  body: {
    schema: { oneOf: [CLOUD_EVENT, { type: 'array', items: CLOUD_EVENT }] },
    examples: {
      structured: { summary: 'One event in structured mode', status: 201, value: event },
      repeated: { summary: 'The same once more: nothing happens twice', status: 200, value: event },
      batch: {
        summary: 'A batch; one bad event does not harm the other',
        status: 200,
        value: [event, { specversion: '1.0' }],
      },
      oldVersion: { summary: 'CloudEvents 0.3', status: 422, value: { ...event, specversion: '0.3' } },
    },
  },
  answers: {
    200: {
      description: 'It was there already, or a receipt for each event of a batch, in order',
      schema: either(RECEIPT, BATCH_RECEIPTS),
    },
    201: { description: 'Recorded', schema: RECEIPT },
    400: 'Not JSON, and kept in quarantine; or a batch that is no array',
    409: single[409]!,
    413: 'The body is too large',
    415: 'A format other than JSON',
    422: single[422]!,
    503: single[503]!,
  },
};
