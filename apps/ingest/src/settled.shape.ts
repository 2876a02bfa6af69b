import { shapes } from '@rapport/edge';
import { REFUSED_FIELDS } from './quarantine.shape';

const { mapOf, maybe, moment, named, pageOf, record, text, whole, word } = shapes;
const { id, keyId, source, eventId, code, times, receivedAt } = REFUSED_FIELDS;

/** A page of what became of refused input. */
export const SETTLED_INPUTS = pageOf(
  'settled',
  named(
    'SettledInput',
    record({
      id,
      how: word(['redriven', 'repaired', 'dismissed'], 'Tried again as it came, or repaired, or given up'),
      settledAt: moment(),
      settledBy: text('Public part of the key'),
      reason: maybe(text()),
      position: maybe(text('Where its event stands in the log; null when it was dismissed')),
      keyId,
      source,
      eventId,
      code,
      times,
      receivedAt,
    }),
  ),
);

/** What became of a page of refused input, in numbers. */
export const SETTLED_MANY = named(
  'SettledMany',
  record({
    entries: whole('Of the page'),
    accepted: whole('In the log now'),
    duplicate: whole('In the log already'),
    dismissed: whole('Given up'),
    refused: whole('Refused again; still there'),
    conflict: whole('Their ids have another content; still there'),
    unreadable: whole('Their text is not whole or not JSON; still there'),
    forbidden: whole('Of sources that the key may not write for; still there'),
    reasons: mapOf(whole(), 'Why those refused again were, by code'),
    next: maybe(text('`cursor` of the next page; null on the last one')),
  }),
);
