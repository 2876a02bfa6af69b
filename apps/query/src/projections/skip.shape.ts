import { shapes } from '@rapport/edge';

const { anything, id, listOf, mapOf, maybe, moment, named, record, text, whole } = shapes;

/** An event that a view leaves out. */
export const SKIPPED_EVENT = named(
  'SkippedEvent',
  record({
    eventId: id(),
    position: text(),
    key: text('The customer or row that was parked'),
    error: text('Why it could not be folded; `erased` once the person is'),
    reason: text('Why it is left out; `erased` once the person is'),
    actor: text('Name of the key that asked'),
    skippedAt: moment(),
  }),
);

/** What a view leaves out. */
export const SKIPPED = record({ projection: text(), version: whole(), skipped: listOf(SKIPPED_EVENT) });

const ROW = maybe(mapOf(anything(), 'The row; null = there is none'));

/** What leaving an event out would change. */
export const SKIP_PREVIEW = named(
  'SkipPreview',
  record({
    projection: text(),
    customer: id(),
    eventId: id('Of the event that the customer is parked at'),
    error: text('Why it could not be folded'),
    changed: listOf(text(), 'Members of the row that would be others'),
    waiting: whole('Events of the customer that queue behind it'),
    parkedNext: maybe(
      record({ eventId: id(), error: text() }, {}, 'At which the customer would be parked again; null = at none'),
    ),
    position: text('What both rows include of the log'),
    before: ROW,
    after: ROW,
  }),
);
