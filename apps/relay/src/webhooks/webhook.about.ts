import { shapes, type Schema } from '@rapport/edge';
import { FILTER_PARAMETERS } from '../log-filter';

const { id, listOf, maybe, moment, named, record, text, whole, word } = shapes;

const FILTER = record({}, FILTER_PARAMETERS, 'Which events, as the parameters of `GET /v1/events`; all when empty');

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

/** What messages are signed with. */
export const SECRET = text('`whsec_…`; here and nowhere else');

/** A subscription as it is. */
export const WEBHOOK = named(
  'Webhook',
  record({
    webhookId: id(),
    ...{ name: FIELDS.name, url: FIELDS.url, filter: FILTER },
    status: word(['active', 'paused', 'disabled'], '`paused`: by somebody; `disabled`: by Rapport'),
    reason: maybe(
      word(
        ['gone', 'failing', 'other-history'],
        'Why it was disabled: answered 410; failed for days; the log is another one now',
      ),
    ),
    createdAt: moment(),
    createdBy: text('Public part of the key'),
    secrets: listOf(
      record({ createdAt: moment(), until: maybe(moment('When it ends; null for the newest')) }),
      'Those that messages are signed with, the newest first',
    ),
    position: text('Everything up to here was taken up: delivered, waiting, or dead'),
    movedAt: moment('When that changed last'),
    lag: whole('Events between that and the end of the log'),
    waiting: whole('Deliveries that wait for an attempt'),
    deadLetters: whole('Deliveries that were given up; re-drive them'),
    delivered: whole('Ever'),
    deliveredAt: maybe(moment('The last of them')),
    failingSince: maybe(moment('The first failure after the last success; null while it works')),
    lastError: maybe(text('For people')),
    lastErrorAt: maybe(moment()),
  }),
);

/** The answer that shows a secret, once. */
export const WITH_SECRET = record({ webhook: WEBHOOK, secret: SECRET });

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
