import { GROUNDS } from '@rapport/events';
import { shapes, type Documentation } from '@rapport/edge';
import { CERTIFICATE } from './certificate.shape';
import { PREVIEW } from './preview.shape';

/** What the OpenAPI document says about erasing a customer. */
export const eraseAbout: Documentation = {
  operation: 'eraseCustomer',
  tag: 'privacy',
  summary: 'Erase a customer: everything personal becomes unreadable for ever',
  description:
    'In the log, in every view, in exports, in backups that are put back. Figures stay, so that nobody else’s tier moves. There ' +
    'is no way back. Where two persons must want it (RAPPORT_ERASURE_APPROVALS=2) the first call is a request, and the same ' +
    'call with another admin key confirms it. `preview=true` says what would be erased and changes nothing. Repeating it is ' +
    'harmless.',
  params: { id: 'The customer, by any id it ever had' },
  query: { preview: { type: 'string', enum: ['true', 'false'], description: 'Only say what would be erased' } },
  headers: {
    'Rapport-Reason': 'Instead of the body, for clients that send none with DELETE',
    'Rapport-Ground': 'The same for the ground',
  },
  body: {
    schema: {
      type: 'object',
      required: ['reason'],
      properties: {
        reason: {
          type: 'string',
          minLength: 3,
          maxLength: 200,
          description: 'Kept in clear for ever: nothing personal',
        },
        ground: { type: 'string', enum: [...GROUNDS], description: 'Why, as the law puts it; `request` when absent' },
      },
    },
    examples: { noReason: { summary: 'Without a reason', status: 400, value: {} } },
  },
  answers: {
    200: {
      description: 'Erased, with the certificate; or what would be erased',
      schema: shapes.either(CERTIFICATE, PREVIEW),
    },
    202: { description: 'Requested: it waits for a second person', schema: CERTIFICATE },
    400: 'Some fields are not as they should be',
    404: 'There is no such customer',
    409: 'The customer has changed since it was requested',
    422: 'The reason says whom it is about',
    503: 'Repeat after Retry-After',
  },
};
