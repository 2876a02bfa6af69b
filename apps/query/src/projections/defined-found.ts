import { csvOf, invalid, Problem, unavailable } from '@rapport/edge';
import { builtProjections, definedProjections, definedRows, type DefinedProjection } from '@rapport/read-db';
import type { Found } from '../answer';
import { orBadCursor } from '../bad-cursor';
import { askedRows, definedCursor } from './defined-wish';
import { included } from '../included';
import type { QueryParts } from '../parts';
import { seriesOf } from './series';
import { tableOf } from './table-of';

/** When to ask again for a projection that is being built. */
const BUILDING_SECONDS = 5;

const NONE = (): Problem => new Problem(404, 'not-found', 'there is no projection of this name');

/** The version of a described projection that serves. @throws Problem 404, 503 while its first version is being built */
const servingOf = async ({ pool }: QueryParts, name: string): Promise<DefinedProjection> => {
  const found = (await builtProjections(pool)).find(({ projection }) => projection.name === name);
  if (found) return found;
  const isKnown = (await definedProjections(pool)).some(({ projection }) => projection.name === name);
  if (!isKnown) throw NONE();
  const detail = `${name} is being built and has not served yet; see GET /v1/projections/${name}`;
  throw unavailable('view-being-built', detail, BUILDING_SECONDS);
};

/** Rows of a described projection, as they were asked for. */
export const foundDefined = async (parts: QueryParts, name: string, query: unknown): Promise<Found> => {
  const serving = await servingOf(parts, name);
  const { projection, compiled } = serving;
  const { version } = projection;
  const { wish, format, minPosition, reach } = await orBadCursor(async () => askedRows(serving, query));
  const position = await included(parts, [{ name, version }], minPosition);
  const quiet = format === 'series' && Object.keys(compiled.grouping.windows).length > 0;
  const some = await definedRows(parts.pool, serving, { ...wish, quiet, limit: wish.limit + 1 });
  const page = some.slice(0, wish.limit);
  const last = page.at(-1);
  const next = some.length > wish.limit && last ? definedCursor(serving, last.customer, last.place) : null;
  const { customer: whose, grouping } = compiled;
  const x = grouping.parts.find(({ kind }) => kind === 'time');
  // Windows reach into days to come, of which there is nothing to show yet.
  const today = x?.before?.(new Date().toISOString(), 0) ?? '';
  const rows = page.flatMap(({ customer, place, group }) => {
    const row = group[0] > 0 ? grouping.show(place, group) : grouping.showQuiet(place, group);
    return row === null || (group[0] <= 0 && String(row[x!.name]) > today)
      ? []
      : [{ ...(whose !== null && { [whose]: customer }), ...row }];
  });
  const names = [...(whose === null ? [] : [whose]), ...grouping.parts.map((part) => part.name)];
  const about = { projection: name, version, position };
  const csv = {
    next,
    asked: format === 'csv',
    text: () => {
      const { columns, lines } = tableOf(rows, names, grouping.measures);
      return csvOf(columns, lines);
    },
  };
  if (format !== 'series') return { position, showings: [], body: () => ({ ...about, rows, next }), csv };
  if (x?.next === undefined) throw invalid('format=series is for projections with a day, week, month or year');
  const isWhole = wish.after === null && next === null;
  const axis = { part: x.name, next: x.next, ...(isWhole && reach && { asked: reach }) };
  const chart = seriesOf(rows, axis, names, grouping.measures, grouping.windows);
  return { position, showings: [], body: () => ({ ...about, ...chart, next }) };
};
