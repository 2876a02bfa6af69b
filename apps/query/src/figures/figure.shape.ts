import { shapes } from '@rapport/edge';
import { ASKED, jobFields } from './figure-job.shape';

const { anything, either, flag, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

/** Rows of the answer: parts and measures by name, as the description has them. */
export const ROWS = listOf(mapOf(anything()));

const FROZEN: shapes.Fields = {
  ...ASKED,
  state: word(['frozen']),
  sha256: text('Of the bytes of the answer, in hexadecimal digits'),
  by: maybe(text('The key on whose behalf it was frozen')),
  ...{ frozenAt: moment(), position: text('Where it stands in the log') },
  checkCount: whole('How often it was asked again'),
};

const row = mapOf(anything());
const SAMPLE = record({ row, frozen: maybe(row), now: maybe(row) }, {}, 'Null = there was no such row, or is none');
const counts = { onlyFrozen: whole('Rows'), onlyNow: whole('Rows'), different: whole('Rows') };
const CHECK = named(
  'FigureCheck',
  record({
    ...{ id: id(), state: word(['done']), equal: flag('The answer was the same, byte for byte') },
    sha256: text('Of the answer that came out'),
    upTo: text('Where the place of the figure stood in the log then'),
    differences: maybe(record({ ...counts, samples: listOf(SAMPLE, 'The first 20') })),
    ...{ by: maybe(text()), checkedAt: moment() },
  }),
);

/** A figure for lists. */
export const LISTED_FIGURE = named('ListedFigure', record({ ...FROZEN, lastCheck: maybe(CHECK) }));

/** A figure with its rows and checks. */
export const FIGURE = named(
  'Figure',
  record({
    ...FROZEN,
    lastEvent: id('The event at the place up to which it counts'),
    bytes: whole('Of the answer'),
    personal: maybe(
      record(
        { customers: whole(), erased: whole('How many of them were erased since') },
        {},
        'Who is in it; null where rows are of nobody in particular',
      ),
    ),
    rows: maybe({ ...ROWS, description: 'Null for roles that may not see rows of customers' }),
    checks: listOf(
      either(named('FigureCheckAsked', record({ id: id(), ...jobFields() })), CHECK),
      'Those under way and those that failed, then the newest 50 that came to something',
    ),
  }),
);
