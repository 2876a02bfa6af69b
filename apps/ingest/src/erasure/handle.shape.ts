import { GROUNDS } from '@rapport/events';
import { shapes } from '@rapport/edge';
import type { ErasureStatus } from './erasure';

const { id, maybe, moment, text, word } = shapes;

const STATUSES: readonly ErasureStatus[] = ['requested', 'withdrawn', 'running', 'erased'];

/** A handle, as erasures name it. */
export const HANDLE_FIELDS = {
  handle: id('Our random name for the identifier'),
  type: text('Kind of identifier, or `unknown` where a ledger alone tells of it'),
  issuer: maybe(text('Null where the kind is global, such as `email`')),
};

/** What the list of erasures and a certificate both say. */
export const ERASURE_FIELDS = {
  erasureId: id(),
  customerId: id(),
  status: word(STATUSES, '`requested`: waits for a second person; `running`: begun, and will be finished'),
  ground: word(GROUNDS, 'Why, as the law puts it'),
  requestedAt: moment(),
  unreadableSince: maybe(moment('When the keys were destroyed')),
  finishedAt: maybe(moment()),
};
