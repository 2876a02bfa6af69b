import type { Documentation } from '@rapport/edge';
import { BATCH_RECEIPTS } from './batch.shape';
import { INTERACTION, purchase, visit } from './interaction.about';

/** What the document says of `POST /v1/interactions/batch`. */
export const batchAbout: Documentation = {
  operation: 'recordBatch',
  tag: 'ingest',
  summary: 'Record many interactions',
  description:
    'A JSON array, or NDJSON of any length: it is read, recorded and answered as it streams, so read the answer while you ' +
    'send. One bad event never refuses the others. `index` counts records from 0; blank lines are none, and a megabyte of ' +
    'them in a row is refused. When the store gives up half-way, or the body is no good from some place on, the answer ' +
    'ends with `incomplete`: send the events from `incomplete.from` on again.',
  headers: { 'Idempotency-Key': 'With the index it stands in for missing ids' },
  body: {
    schema: { type: 'array', items: INTERACTION },
    examples: {
      two: { summary: 'Two events', status: 200, value: [purchase, visit] },
      oneBad: { summary: 'A bad one does not harm the other', status: 200, value: [visit, { type: 'Nonsense' }] },
      noArray: { summary: 'Neither an array nor NDJSON', status: 400, value: 'hello' },
    },
  },
  answers: {
    200: { description: 'A receipt for each event, in order', schema: BATCH_RECEIPTS },
    400: 'Neither a JSON array nor NDJSON, or nothing but blank lines for a megabyte',
    413: 'The array is too large; send NDJSON',
    503: 'Nothing was recorded; repeat after Retry-After',
  },
};
