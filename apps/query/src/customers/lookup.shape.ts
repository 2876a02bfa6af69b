import { shapes } from '@rapport/edge';
import { TASKS } from '../decisions/customer-decided.shape';
import { VIEW } from './customer.shape';

const { id, listOf, named, record, text, whole, word } = shapes;

const ASKED = named(
  'AskedIdentifier',
  record(
    { index: whole('Which of those that were given'), status: word(['known', 'unknown', 'not-understood']) },
    { code: text('Why it was not understood'), detail: text('The same for people') },
  ),
);

const MATCH = named(
  'Match',
  record({
    identifier: whole('Index of the identifier'),
    sure: word(['linked', 'shared', 'withdrawn']),
    why: text(),
    evidence: listOf(id(), 'Events that asserted it together with another identifier of the customer'),
  }),
);

/** Who the given identifiers may stand for. */
export const RECOGNISED = record({
  identifiers: listOf(ASKED),
  cards: listOf(
    named('RecognitionCard', record({ matches: listOf(MATCH), ...VIEW, ...TASKS })),
    'The surest first; 20 at most',
  ),
  more: whole('Customers beyond the cards shown'),
});
