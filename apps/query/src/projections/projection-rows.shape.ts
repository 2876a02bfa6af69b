import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';

const { anything, either, figure, flag, listOf, mapOf, maybe, named, record, text, whole } = shapes;

const ABOUT: shapes.Fields = {
  projection: text(),
  version: whole(),
  position: text('What the rows include of the log; empty = nothing yet'),
};
const NEXT: shapes.Fields = { next: maybe(text('`cursor` of the next page; null on the last one')) };

const ROW = mapOf(
  anything(),
  'Of one that comes with Rapport `key` and the fields of its rows; of a described one its parts and figures',
);

const ROWS = named('ProjectionRows', record({ ...ABOUT, rows: listOf(ROW), ...NEXT }, { asOf: AS_OF }));

const FREQUENT = listOf(record({ value: anything(), count: whole() }), 'Of `top`: the most frequent values');

const LINE = record(
  {
    measure: text(),
    by: mapOf(anything(), 'The other parts'),
    values: listOf(
      either(figure(), text(), flag(), FREQUENT, { type: 'null' }),
      'One for each of `x`; null = nothing there',
    ),
  },
  { currency: text('Of money'), figure: text('Which, of a measure that has several: a step of a funnel') },
);

const SERIES = named(
  'ProjectionSeries',
  record(
    {
      ...ABOUT,
      x: record({ part: text(), values: listOf(text()) }),
      series: listOf(LINE),
      ...NEXT,
    },
    { asOf: AS_OF },
  ),
);

/** Rows of a projection; with `format=series` as lines of a chart. */
export const ROWS_OR_SERIES = either(ROWS, SERIES);
