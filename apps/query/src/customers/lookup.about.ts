import type { Documentation } from '@rapport/edge';
import { READ_ANSWERS, READ_HEADERS, READ_QUERY } from '../common-about';
import { RECOGNISED } from './lookup.shape';

/** What the document says of `POST /v1/customers/lookup`. */
export const lookupAbout: Documentation = {
  operation: 'lookUpCustomers',
  tag: 'customers',
  summary: 'Who is this?',
  description:
    'Recognition cards for the identifiers that somebody at the door gives: all matches, with how sure and why; none is ' +
    'guessed. A body, so that nothing personal stands in a URL. Phone numbers without a country code need ' +
    'RAPPORT_DEFAULT_COUNTRY.',
  query: READ_QUERY,
  headers: READ_HEADERS,
  body: {
    schema: {
      type: 'object',
      required: ['identifiers'],
      properties: {
        identifiers: {
          type: 'array',
          minItems: 1,
          maxItems: 20,
          items: {
            type: 'object',
            required: ['type', 'value'],
            properties: {
              type: { type: 'string' },
              value: { type: 'string' },
              issuer: { type: 'string', description: 'Needed for all but email and phone' },
            },
          },
        },
      },
    },
    examples: {
      card: {
        summary: 'A loyalty card and an address',
        status: 200,
        value: {
          identifiers: [
            { type: 'loyaltyCard', issuer: 'pos', value: 'LC-88231' },
            { type: 'email', value: 'Li@Example.com' },
          ],
        },
      },
      nobody: {
        summary: 'Somebody new: no card, and no guess',
        status: 200,
        value: { identifiers: [{ type: 'email', value: 'new@example.com' }] },
      },
      nothing: { summary: 'No identifiers', status: 400, value: { identifiers: [] } },
    },
  },
  answers: {
    200: {
      description: 'What became of each identifier, and a card for each customer that it may stand for',
      schema: RECOGNISED,
    },
    400: READ_ANSWERS[400],
    409: READ_ANSWERS[409],
    503: READ_ANSWERS[503],
  },
};
