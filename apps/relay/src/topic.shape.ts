import { shapes } from '@rapport/edge';
import { KINDS, type Kind } from './kafka/compare/findings';

const { flag, listOf, maybe, moment, named, record, text, whole } = shapes;

const MEANINGS: Readonly<Record<Kind, string>> = {
  missing: 'What must be told and is not: events by id, or customers',
  duplicate: 'Repeats; they do no harm',
  outOfOrder: 'Records that do not lie in order within their key',
  foreign: 'Records that tell nothing of this log',
  altered: 'Records that tell it otherwise',
  dropped: 'Older than what the topic keeps',
};
const PLACE = record({ id: maybe(text('Of the event, or the customer')), partition: whole(), offset: text() });
const counts = Object.fromEntries(KINDS.map((kind) => [kind, whole(MEANINGS[kind])]));
const { dropped: _dropped, ...places } = Object.fromEntries(KINDS.map((kind) => [kind, listOf(PLACE)]));

const COMPARED = record({
  at: maybe(moment('When it was compared last')),
  wholeAt: maybe(moment('When it was last compared from its beginning')),
  position: maybe(text('Everything up to here was compared; null: nothing had been published')),
  required: whole('Events or customers that must be told'),
  records: whole('That were read'),
  found: record({}, counts, 'How many of each kind; empty when it was never compared'),
  examples: record({}, { ...places, missing: listOf(text()) }, 'A few of each kind'),
  equal: maybe(flag('Nothing harmful was found; null: it was never compared')),
  differsSince: maybe(moment('Since when it has differed; null: it does not')),
  fault: maybe(text('Why it could not be compared the last time, for people')),
});

const NAME = text('As Kafka names it');

/** How complete a topic is. */
export const TOPIC = named(
  'Topic',
  record({
    topic: text('Short name, such as `customers`'),
    name: NAME,
    position: maybe(text('Everything in the log up to here is published; null: nothing yet')),
    lag: maybe(whole('Events between that and the end of the log; null: nobody has published yet')),
    fault: maybe(text('Why nothing moves, for people')),
    compared: maybe({ ...COMPARED, description: 'Null: nobody has tried yet' }),
  }),
);

/** Where a consumer begins. */
export const TOPIC_START = named(
  'TopicStart',
  record({
    name: NAME,
    position: maybe(text('Everything in the log up to here lies before the offsets; null: nothing is published yet')),
    offsets: listOf(record({ partition: whole(), offset: text() })),
  }),
);
