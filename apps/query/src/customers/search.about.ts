import type { Documentation } from '@rapport/edge';
import { AS_OF_QUERY } from '../as-of';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { FOUND_CUSTOMERS } from './customer.shape';

/** What the document says of `POST /v1/customers/search`. */
export const searchAbout: Documentation = {
  operation: 'searchCustomers',
  tag: 'customers',
  summary: 'Find customers',
  description:
    'All parts that are given must hold. `words` looks into personal texts through keyed tokens (whole words, or their ' +
    'beginnings from three letters on), so only roles that see personal data may use it. As of moments in the past, by all parts but `words`, once somebody had `customer-view` built as of ' +
    'them (`POST /v1/pasts`).',
  query: { ...AS_OF_QUERY, ...READ_QUERY },
  headers: READ_HEADERS,
  body: {
    schema: {
      type: 'object',
      properties: {
        words: { type: 'array', items: { type: 'string' }, maxItems: 10 },
        traits: { type: 'object', description: 'Traits that are not personal, by name' },
        channels: { type: 'array', items: { type: 'string' }, description: 'Seen on any of these' },
        lastSeenAfter: { type: 'string', format: 'date-time' },
        lastSeenBefore: { type: 'string', format: 'date-time' },
        minTouches: { type: 'integer', minimum: 0 },
        totals: { type: 'object', description: 'By currency: min and max of what was bought, decimal strings' },
        openCase: { description: 'true, false, or a kind of case' },
        openPromise: { type: 'boolean' },
        order: { description: 'lastSeenAt, firstSeenAt, touches, orders, key, or {"net": "<currency>"}; falling' },
        cursor: { type: 'string' },
        limit: { type: 'integer', minimum: 1, maximum: 200 },
      },
    },
    examples: {
      shoppers: {
        summary: 'Who was in a store and bought for 100 euros or more, best first',
        status: 200,
        value: { channels: ['store'], totals: { EUR: { min: '100' } }, order: { net: 'EUR' } },
      },
      words: { summary: 'By a word of a name or note', status: 200, value: { words: ['delivery'] } },
      unknown: { summary: 'A filter that does not exist', status: 400, value: { tier: 'gold' } },
    },
  },
  answers: {
    200: { description: 'A page', schema: FOUND_CUSTOMERS },
    400: READ_ANSWERS[400],
    403: 'This role may not search in personal texts',
    409: 'Nobody has had customers built as of these moments, or minPosition is of another history',
    503: READ_ANSWERS[503],
  },
};
