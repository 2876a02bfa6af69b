import { ROLES, shapes } from '@rapport/edge';
import { DATA_CLASSES } from '@rapport/events';

const { id, listOf, maybe, moment, named, pageOf, record, text, whole, word } = shapes;

/** What an opening says without telling who of the company it was. */
export const LOOKED: shapes.Fields = {
  at: moment(),
  role: word(ROLES),
  classes: listOf(word(DATA_CLASSES)),
  cells: whole('How many values were opened'),
  route: text('Method and route of the request'),
};

/** A page of the log of openings. */
export const OPENINGS = pageOf(
  'openings',
  named(
    'Opening',
    record({
      ...LOOKED,
      keyId: text('Public part of the key'),
      actor: maybe(text('Who used the key, as `Rapport-Actor` said')),
      customer: maybe(id('As it was then; null when it was refused input')),
      refusedInput: maybe(id('Null when it was a customer')),
      position: maybe(text('What the answer included of the log')),
      asOfRecorded: maybe(moment('Null = now')),
      asOfOccurred: maybe(moment('Null = now')),
      requestId: id(),
    }),
  ),
);
