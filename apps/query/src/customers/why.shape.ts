import { shapes, type Schema } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';
import { fieldsOf } from './fields-of';
import { HELD_SEGMENT } from '../decisions/segment.shape';
import { HELD_SIGNAL } from '../decisions/signal.shape';
import { HELD_TIER } from '../decisions/tier.shape';

const { anything, either, id, listOf, maybe, moment, named, record, text, whole, word } = shapes;

const EVENT: shapes.Fields = {
  eventId: id(),
  position: text(),
  type: text(),
  channel: text(),
  source: text(),
  occurredAt: moment('When it happened, as corrected'),
  recordedAt: moment(),
};

const STEP = named(
  'LineageStep',
  record({
    ...EVENT,
    before: anything('Null: there was nothing'),
    after: anything('Null: there is nothing'),
    corrections: listOf(
      record({ eventId: id(), position: text(), type: text(), occurredAt: moment() }),
      'What was said about the event since; its values are as these leave it',
    ),
  }),
);

const ASKED: shapes.Fields = { customerId: id(), field: text('A JSON pointer') };

const LINEAGE = named(
  'FieldLineage',
  record({
    ...ASKED,
    value: anything('As in the view; null = there is none'),
    events: listOf(STEP, 'Newest first'),
    count: whole('How many events set it in all'),
    next: maybe(text('`cursor` of the next page; null on the last one')),
    asOf: AS_OF,
  }),
);

const EVIDENCE = named('EvidenceEvent', record({ ...EVENT, status: word(['recorded', 'corrected', 'retracted']) }));
const behind = (held: Schema): Schema => {
  const forms = held['anyOf'] as readonly Schema[] | undefined;
  if (forms) return either(...forms.map(behind));
  return record({ ...fieldsOf(held), events: listOf(EVIDENCE, 'Those of the evidence, the oldest first') });
};

const DECISIONS = named(
  'ExplainedDecisions',
  record({
    ...ASKED,
    decisions: listOf(either(...[HELD_TIER, HELD_SIGNAL, HELD_SEGMENT].map(behind))),
    asOf: AS_OF,
  }),
);

/** Why a field of the view is as it is; of tiers, segments and signals the decisions that hold. */
export const WHY = either(LINEAGE, DECISIONS);
