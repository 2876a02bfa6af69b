import { csvOf, invalid } from '@rapport/edge';
import { definedRows, type DefinedProjection } from '@rapport/read-db';
import type { Found } from '../answer';
import { type AsOf, asOfView, boundOf } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { askedRows, definedCursor } from './defined-wish';
import { included } from '../included';
import type { QueryParts } from '../parts';
import { seriesOf } from './series';
import { tableOf } from './table-of';

/** A table of the past in place of the live one. */
export interface Then {
  readonly position: string;
  readonly asOf: AsOf;
  /** Names its list. */
  readonly id: string;
}

/** Rows of a described projection, as they were asked for; with `then` of its table of the past. */
export const foundDefined = async (
  parts: QueryParts,
  serving: DefinedProjection,
  query: unknown,
  then?: Then,
): Promise<Found> => {
  const { projection, compiled } = serving;
  const { name, version } = projection;
  const moment = then && boundOf(then.asOf);
  const now = moment === undefined ? new Date() : new Date(moment);
  const { wish, format, minPosition, reach } = await orBadCursor(async () => askedRows(serving, query, now, then?.id));
  if (then && minPosition !== undefined) throw invalid('minPosition says what now must include; the past has its own');
  const position = then?.position ?? (await included(parts, [{ name, version }], minPosition));
  const quiet = format === 'series' && Object.keys(compiled.grouping.windows).length > 0;
  const some = await definedRows(parts.pool, serving, { ...wish, quiet, limit: wish.limit + 1 });
  const page = some.slice(0, wish.limit);
  const last = page.at(-1);
  const next = some.length > wish.limit && last ? definedCursor(serving, last.customer, last.place, then?.id) : null;
  const { customer: whose, grouping } = compiled;
  const x = grouping.parts.find(({ kind }) => kind === 'time');
  // Windows reach into days to come, of which there is nothing to show yet (or was not then).
  const today = x?.before?.(now.toISOString(), 0) ?? '';
  const rows = page.flatMap(({ customer, place, group }) => {
    const row = group[0] > 0 ? grouping.show(place, group) : grouping.showQuiet(place, group);
    return row === null || (group[0] <= 0 && String(row[x!.name]) > today)
      ? []
      : [{ ...(whose !== null && { [whose]: customer }), ...row }];
  });
  const names = [...(whose === null ? [] : [whose]), ...grouping.parts.map((part) => part.name)];
  const about = { projection: name, version, position, ...(then && asOfView(then.asOf, position)) };
  const csv = {
    next,
    asked: format === 'csv',
    text: () => {
      const { columns, lines } = tableOf(rows, names, grouping.measures);
      return csvOf(columns, lines);
    },
  };
  if (format !== 'series')
    return { position, asOf: then?.asOf, showings: [], body: () => ({ ...about, rows, next }), csv };
  if (x?.next === undefined) throw invalid('format=series is for projections with a day, week, month or year');
  const isWhole = wish.after === null && next === null;
  const axis = { part: x.name, next: x.next, ...(isWhole && reach && { asked: reach }) };
  const chart = seriesOf(rows, axis, names, grouping.measures, grouping.windows);
  return { position, asOf: then?.asOf, showings: [], body: () => ({ ...about, ...chart, next }) };
};
