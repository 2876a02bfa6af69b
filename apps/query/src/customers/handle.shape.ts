import { shapes } from '@rapport/edge';

const { flag, id, maybe, named, pageOf, record, text } = shapes;

/** A page of handles and whose they are. */
export const HANDLES = pageOf(
  'rows',
  named(
    'HandleOwner',
    record({
      handle: id(),
      type: text('Of the identifier'),
      customerId: maybe(id('Null: the person was erased')),
      erased: flag(),
    }),
  ),
  { position: text('What the page includes of the log; empty = nothing yet') },
);
