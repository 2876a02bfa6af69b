import { shapes } from '@rapport/edge';
import { BACKUPS, ELSEWHERE } from './elsewhere.shape';
import { ERASURE_FIELDS, HANDLE_FIELDS } from './handle.shape';

const { id, listOf, maybe, moment, named, pageOf, record, text, whole } = shapes;

const key = (description: string) => text(`Public part of the key ${description}`);
const CLEANED = record(
  {
    keys: whole('Destroyed, one for each handle'),
    identifiersSuppressed: whole(),
    searchWords: whole(),
    eventFingerprints: whole(),
    refusedInput: whole(),
    failuresOfParked: whole(),
  },
  {},
  'How many of each; null until it is done',
);

/** An erasure as administrators and auditors read it. */
export const CERTIFICATE = named(
  'ErasureCertificate',
  record({
    ...ERASURE_FIELDS,
    reason: text(),
    requestedBy: key('that requested it'),
    confirmedBy: maybe(key('of the second person')),
    confirmedAt: maybe(moment()),
    withdrawnBy: maybe(key('that withdrew it')),
    ledgeredAt: maybe(moment('When it was on the disk of the ledger')),
    settledAt: maybe(moment('When what was on its way meanwhile was looked for the last time')),
    position: maybe(text('Of its event in the log; pass it as minPosition')),
    handles: listOf(record(HANDLE_FIELDS)),
    cleaned: maybe(CLEANED),
    stays: record({
      events: maybe(whole('That stay, without anything personal; null until they are counted')),
      said: text('What that means, for people'),
    }),
    joinedSince: listOf(id(), 'Handles that were joined with the customer since then, and are left alone'),
    elsewhere: ELSEWHERE,
    backups: BACKUPS,
  }),
);

/** A page of erasures. */
export const ERASURES = pageOf(
  'erasures',
  named('ErasureSummary', record({ ...ERASURE_FIELDS, handles: whole('How many') })),
);
