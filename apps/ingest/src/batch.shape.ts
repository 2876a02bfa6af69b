import { shapes } from '@rapport/edge';
import { POSITION } from './receipt.shape';

const { either, id, listOf, maybe, named, record, text, whole, word } = shapes;

const index = whole('Of the record, from 0; blank lines are none');
const BATCH_RESULT = named(
  'BatchResult',
  either(
    record({ index, status: word(['accepted', 'duplicate']), eventId: id(), position: POSITION }),
    record({
      index,
      status: word(['conflict'], 'Its id is known with another body'),
      eventId: id(),
      reason: text('For people'),
    }),
    record({
      index,
      status: word(['refused']),
      code: text('Why, for programs'),
      reason: text('Why, for people'),
      quarantineId: maybe(id('Where it is kept; null when it is not')),
    }),
  ),
);

// A problem may have members of its own.
const INCOMPLETE = {
  ...record({ from: whole('`index` of the first event without a receipt') }),
  additionalProperties: true,
};

/** The answer to many interactions. */
export const BATCH_RECEIPTS = named(
  'BatchReceipts',
  record(
    { results: listOf(BATCH_RESULT, 'In the order of the events') },
    {
      incomplete: {
        allOf: [{ $ref: '#/components/schemas/Problem' }, INCOMPLETE],
        description: 'Only when the store gave up half-way: events from `from` on have no receipt',
      },
    },
  ),
);
