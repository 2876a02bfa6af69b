import type { Documentation, Schema } from '@rapport/edge';
import { RECEIPT } from './receipt.shape';

const text = (description: string): Schema => ({ type: 'string', description });

/** The native interaction, as a schema for readers; ingest itself checks with the channels' definitions. */
export const INTERACTION: Schema = {
  type: 'object',
  required: ['source', 'channel', 'type', 'occurredAt', 'data'],
  properties: {
    id: { ...text('The sender’s id; with `source` the idempotency key, for ever'), examples: ['B3-5512'] },
    source: { ...text('The sending system; its first segment is its namespace'), examples: ['pos/berlin-3'] },
    channel: text('web, call, email, store, chat, social, survey, device, field or business'),
    type: text('What happened; the schemas of all types are components of this document'),
    occurredAt: { ...text('RFC 3339 with an offset'), format: 'date-time' },
    identifiers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'value'],
        properties: { type: text('email, phone, userId, …'), value: text('As the source knows it'), issuer: text('…') },
      },
    },
    data: { type: 'object', description: 'The payload of the type; unknown fields are kept, sealed' },
    context: {
      type: 'object',
      description: 'agent, location, campaign, page, medium, device; others are kept, sealed',
    },
    correlationId: text('Of the conversation it belongs to'),
    causationId: text('Of what caused it'),
  },
};

export const purchase = {
  id: 'B3-5512',
  source: 'pos/berlin-3',
  channel: 'store',
  type: 'PurchaseMade',
  occurredAt: '2026-11-20T17:04:05.000+01:00',
  identifiers: [
    { type: 'loyaltyCard', issuer: 'pos', value: 'LC-88231' },
    { type: 'email', value: 'li@example.com' },
  ],
  data: {
    orderId: 'B3-5512',
    currency: 'EUR',
    amount: '129.90',
    lines: [{ sku: 'XPS-13', quantity: 1, amount: '129.90', category: 'laptop' }],
  },
  context: { agent: 'a-17', location: 'berlin-3' },
};

export const visit = {
  id: 'v-77120',
  source: 'pos/berlin-3',
  channel: 'store',
  type: 'StoreVisited',
  occurredAt: '2026-11-20T16:58:00.000+01:00',
  identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: 'LC-88231' }],
  data: { place: 'berlin-3' },
};

/** What the document says of `POST /v1/interactions`. */
export const interactionAbout: Documentation = {
  operation: 'recordInteraction',
  tag: 'ingest',
  summary: 'Record one interaction',
  description:
    'Durable when answered. A repeat gets 200 and the first receipt, for ever; another body under a known id gets 409. ' +
    'Refused input is kept in quarantine and its id is in the answer.',
  headers: { 'Idempotency-Key': 'Stands in for a missing `id`' },
  body: {
    schema: INTERACTION,
    examples: {
      purchase: { summary: 'A purchase at a till with a loyalty card', status: 201, value: purchase },
      repeated: { summary: 'The same once more: nothing happens twice', status: 200, value: purchase },
      changed: {
        summary: 'The same id with another body',
        status: 409,
        value: { ...purchase, data: { ...purchase.data, amount: '1.00' } },
      },
      unknownType: { summary: 'A type that no channel has', status: 422, value: { ...purchase, type: 'PurchaseMad' } },
    },
  },
  answers: {
    200: { description: 'It was there already; the first receipt', schema: RECEIPT },
    201: { description: 'Recorded', schema: RECEIPT },
    400: 'The body is not JSON; it is in quarantine',
    409: 'The id is known with another body',
    422: 'Refused; `code` says why and `quarantineId` where it is kept',
    503: 'Repeat the same request after Retry-After',
  },
};
