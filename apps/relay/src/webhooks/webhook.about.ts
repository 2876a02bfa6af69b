import type { Schema } from '@rapport/edge';
import { FILTER_PARAMETERS } from '../log-filter';

const moment: Schema = { type: ['string', 'null'], format: 'date-time' };

const FILTER: Schema = {
  type: 'object',
  description: 'Which events, as the parameters of `GET /v1/events`; all when empty',
  properties: FILTER_PARAMETERS,
};

const FIELDS = {
  name: { type: 'string', minLength: 1, maxLength: 100, description: 'For people' },
  url: { type: 'string', maxLength: 2000, description: 'https, without user or password, of a public host' },
  filter: FILTER,
  enabled: { type: 'boolean', description: 'false: nothing is delivered, and the place is kept' },
  after: {
    type: 'string',
    description: 'Told is what comes after it: a position, `beginning` or `now`',
  },
};

/** The body of a new subscription. */
export const NEW_WEBHOOK: Schema = { type: 'object', required: ['name', 'url'], properties: FIELDS };
/** The body of a change: what is absent stays. */
export const WEBHOOK_CHANGE: Schema = { type: 'object', properties: FIELDS };

/** A subscription as it is. */
export const WEBHOOK: Schema = {
  type: 'object',
  properties: {
    webhookId: { type: 'string', format: 'uuid' },
    ...{ name: FIELDS.name, url: FIELDS.url, filter: FILTER },
    status: { type: 'string', enum: ['active', 'paused', 'disabled'] },
    reason: {
      type: ['string', 'null'],
      enum: ['gone', 'failing', 'other-history', null],
      description: 'Why it was disabled: answered 410; failed for days; the log is another one now',
    },
    createdAt: moment,
    createdBy: { type: 'string', description: 'Public part of the key' },
    secrets: {
      type: 'array',
      description: 'Those that messages are signed with, the newest first; `until` is when one ends',
      items: { type: 'object', properties: { createdAt: moment, until: moment } },
    },
    position: { type: 'string', description: 'Everything up to here was taken up: delivered, waiting, or dead' },
    movedAt: moment,
    lag: { type: 'integer', description: 'Events between that and the end of the log' },
    waiting: { type: 'integer', description: 'Deliveries that wait for an attempt' },
    deadLetters: { type: 'integer', description: 'Deliveries that were given up; re-drive them' },
    delivered: { type: 'integer', description: 'Ever' },
    deliveredAt: moment,
    failingSince: { ...moment, description: 'The first failure after the last success; null while it works' },
    lastError: { type: ['string', 'null'] },
    lastErrorAt: moment,
  },
};

/** The answer that shows a secret, once. */
export const WITH_SECRET: Schema = {
  type: 'object',
  properties: { webhook: WEBHOOK, secret: { type: 'string', description: '`whsec_…`; here and nowhere else' } },
};

export const WEBHOOK_ID = { id: '`webhookId`' };

export const EXAMPLES = {
  paused: {
    summary: 'Purchases and returns, not yet enabled',
    status: 201,
    value: {
      name: 'billing',
      url: 'https://hooks.example.com/rapport',
      filter: { type: 'PurchaseMade,ItemReturned' },
      enabled: false,
    },
  },
  inside: {
    summary: 'Addresses inside are refused',
    status: 422,
    value: { name: 'metadata', url: 'https://169.254.169.254/latest' },
  },
  noName: { summary: 'It needs a name', status: 400, value: { url: 'https://hooks.example.com/rapport' } },
};
