import { shapes } from '@rapport/edge';

const { id, named, record, text, word } = shapes;

/** Where something that was recorded stands. */
export const POSITION = text('Where it stands in the log; pass it as minPosition to read your own write');

/** The answer to one interaction that was recorded. */
export const RECEIPT = named(
  'Receipt',
  record({
    eventId: id(),
    position: POSITION,
    customerId: id('The customer as known now; it may yet be joined'),
    status: word(['accepted', 'duplicate'], 'Recorded now, or there already'),
  }),
);

/** The answer to a correction. */
export const CORRECTION_RECEIPT = named(
  'CorrectionReceipt',
  record({
    eventId: id('Of the correction'),
    position: POSITION,
    status: word(['accepted', 'duplicate'], 'Recorded now, or there already'),
    target: id('What was corrected'),
  }),
);
