import { shapes } from '@rapport/edge';

const { figure, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

const LEFT_OUT = record(
  {},
  { stopped: whole(), notBuilt: whole(), parked: whole(), unwritable: whole(), tooLong: whole() },
  'Customers who could not be compared, by why',
);

const ROUND = named(
  'AuditRound',
  record({
    number: whole(),
    begunAt: moment(),
    endedAt: maybe(moment()),
    share: figure('How much of all is behind it: 0 to 1'),
    customers: whole('Handles looked at, each once a round'),
    rows: whole('That were compared'),
    differences: whole(),
    projections: mapOf(record({ rows: whole(), leftOut: LEFT_OUT }), 'By projection and version: `timeline v1`'),
  }),
);

const FINDING = named(
  'AuditFinding',
  record({
    projection: text(),
    version: whole(),
    key: id('Of the row'),
    owner: id('The customer or handle that is looked at again'),
    in: word(['both', 'live', 'rebuilt'], 'Where the row is'),
    fields: listOf(text(), 'Those that differ'),
    position: text(),
    foundAt: moment(),
    seenAt: moment('When it was last looked at'),
  }),
);

const COVER = record({ projection: text(), version: whole(), provenBy: maybe(word(['customer', 'owner'])) });

/** How the audit of the views stands. */
export const AUDITED = named(
  'AuditReport',
  record({
    lookedAt: maybe(moment('When it last looked, or saw that it must wait; null = never')),
    waitsFor: maybe(word(['live', 'replay'])),
    checked: whole('Customers looked at in all rounds together'),
    round: maybe(ROUND),
    finished: maybe(ROUND),
    drift: mapOf(whole(), 'Open findings by projection and version'),
    findings: listOf(FINDING, 'The newest open ones, a hundred at most'),
    covers: listOf(COVER),
  }),
);
