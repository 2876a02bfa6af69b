import { shapes } from '@rapport/edge';

const { dayText, flag, id, listOf, maybe, moment, named, pageOf, record, text, whole } = shapes;

/** What is said of each refused input. */
export const REFUSED_FIELDS = {
  id: id('`quarantineId` of the refusal'),
  keyId: text('Public part of the key that sent it'),
  source: maybe(text('Null when the input had no readable one')),
  eventId: maybe(id('That the event would have; null when the input has no id or no readable source')),
  defaultId: maybe(text('The carrier’s id, such as an Idempotency-Key, where the input has none of its own')),
  code: text('Reason of the refusal, such as `unknown-type`'),
  detail: text('The reason, for people'),
  times: whole('How often this very input came'),
  rawBytes: whole('Length of the input'),
  cut: flag('Only its beginning was kept'),
  receivedAt: moment('When it came first'),
  lastReceivedAt: moment(),
  expiresAt: moment('When it is destroyed'),
};
const { keyId, source, code } = REFUSED_FIELDS;

/** A page of refused input. */
export const REFUSED_INPUTS = pageOf('entries', named('RefusedInput', record(REFUSED_FIELDS)));

/** Refused input with its text. */
export const OPENED_INPUT = named(
  'OpenedInput',
  record({ ...REFUSED_FIELDS, raw: maybe(text('The input as it came; null when it cannot be opened')) }),
);

/** How much is kept, and how much was only counted. */
export const QUARANTINE_COUNTS = named(
  'QuarantineCounts',
  record({
    counts: listOf(
      record({
        source,
        code,
        entries: whole('Different inputs'),
        times: whole('How often they came'),
        firstReceivedAt: moment(),
        lastReceivedAt: moment(),
      }),
    ),
    overflow: listOf(record({ keyId, day: dayText('UTC'), code, events: whole() })),
  }),
);
