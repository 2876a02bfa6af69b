import { shapes } from '@rapport/edge';

const { id, listOf, maybe, moment, named, record, text, whole, word, pageOf } = shapes;

/** States of a delivery. */
export const STATES = ['waiting', 'delivered', 'dead'] as const;

/** Status of an answer, or why there was none. */
export const STATUS = maybe(whole('HTTP status that was answered; null: there was no answer'));
/** What was wrong with an attempt. */
export const ERROR = maybe(text('What was wrong, for people; null when it was delivered'));
/** How long an attempt took. */
export const MS = whole('How long it took, in milliseconds');

const ATTEMPT = record({ at: moment(), status: STATUS, error: ERROR, ms: MS });

/** A page of deliveries. */
export const DELIVERIES = pageOf(
  'deliveries',
  named(
    'WebhookDelivery',
    record({
      delivery: text('Its number'),
      eventId: id('`webhook-id` of its requests'),
      type: text('Event type'),
      position: text('Of the event in the log'),
      state: word(STATES, '`dead`: given up; re-drive it'),
      redrive: maybe(id('Of the re-drive that it belongs to')),
      attempts: whole('All there were'),
      tries: listOf(ATTEMPT, 'The newest twenty attempts, oldest first'),
      takenAt: moment('When the event was taken up'),
      dueAt: maybe(moment('When it is tried (again); null when it does not wait')),
      endedAt: maybe(moment('When it was delivered or given up; null while it waits')),
    }),
  ),
);
