import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';
import { personal } from '../cell.shape';
import { STATED } from './stated.shape';

const { anything, flag, id, listOf, mapOf, maybe, moment, named, record, text, word } = shapes;

const data = (description: string) => mapOf(anything(), description);

const CORRECTION = named(
  'EntryCorrection',
  record(
    {
      ...STATED,
      kind: word(['corrected', 'retracted']),
      personal: personal('What it replaces of them, and the reason'),
    },
    {
      type: text('The right one'),
      occurredAt: moment('The right one; absent = as recorded'),
      data: data('All of it, as it is right; a retraction has none'),
    },
  ),
);

const CONTEXT = named(
  'EventContext',
  record({}, { agent: text(), location: text(), campaign: text(), page: text(), medium: text(), device: text() }),
);

const META = named(
  'EventMeta',
  record(
    {},
    {
      correlationId: text(),
      causationId: text(),
      traceparent: text(),
      historical: flag('Imported: no policy fires on it'),
      by: text('The key, rule or policy on whose behalf it was recorded'),
    },
  ),
);

/** An event as it was recorded, and what corrections say instead. */
export const ENTRY_FIELDS: shapes.Fields = {
  eventId: id(),
  occurredAt: moment('When it happened, as first recorded'),
  recordedAt: moment(),
  channel: text(),
  type: text(),
  source: text(),
  data: data('Without personal fields, as first recorded'),
  personal: personal('`*` holds what nobody has declared'),
  context: maybe(CONTEXT),
  meta: maybe(META),
  status: word(['recorded', 'corrected', 'retracted']),
  correctedBy: listOf(id(), 'Of the corrections'),
  corrections: listOf(CORRECTION, 'The last one decides the status'),
};

const ENTRY = named(
  'TimelineEntry',
  record({
    ...ENTRY_FIELDS,
    listedAt: moment('When it happened, as corrected: entries are sorted by it'),
    position: text('Of the event in the log'),
  }),
);

/** A page of what happened with a customer. */
export const TIMELINE = record(
  { customerId: id(), entries: listOf(ENTRY), next: maybe(text('`cursor` of the next page; null on the last one')) },
  { asOf: AS_OF },
);
