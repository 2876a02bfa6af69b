import { invalid, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { BadCursor } from '@rapport/projections';
import type { DefinedProjection, DefinedWish, PartFilter } from '@rapport/read-db';

/** How rows are given out: as they are, as a table, as lines of a chart. */
const FORMATS = ['rows', 'csv', 'series'] as const;
export type RowFormat = (typeof FORMATS)[number];

const LIMITS = { rows: [500, 2_000], csv: [500, 10_000], series: [10_000, 10_000] } as const;
const FIXED = ['cursor', 'limit', 'minPosition', 'format', 'from', 'to'];

/** What was asked of the rows of a described projection. */
export interface AskedRows {
  readonly wish: DefinedWish;
  readonly format: RowFormat;
  readonly minPosition: string | undefined;
}

const listOf = ({ projection: { name, version } }: DefinedProjection): string => `${name} ${version}`;

/** Where the next page begins: after this row. */
export const definedCursor = (of: DefinedProjection, customer: string | null, place: string): string =>
  Buffer.from(JSON.stringify([listOf(of), customer, place])).toString('base64url');

const afterOf = (of: DefinedProjection, cursor: string | undefined): DefinedWish['after'] => {
  if (cursor === undefined) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new BadCursor();
  }
  const [list, customer, place] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const isWhose = of.compiled.customer === null ? customer === null : typeof customer === 'string';
  if (list !== listOf(of) || !isWhose || typeof place !== 'string') throw new BadCursor();
  return { customer: customer === null ? null : uuid('the cursor', String(customer)), place };
};

const stretchOf = (of: DefinedProjection, from: string | undefined, to: string | undefined): readonly PartFilter[] => {
  if (from === undefined && to === undefined) return [];
  const part = of.compiled.grouping.parts.findIndex(({ kind }) => kind === 'time');
  if (part < 0) throw invalid('from and to are for projections with a day, week, month or year');
  return [{ part, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
};

/**
 * Reads the question: page, form, and for each part by its name the values that are wanted, with commas between.
 * @throws Problem 400, BadCursor
 */
export const askedRows = (of: DefinedProjection, query: unknown): AskedRows => {
  const { grouping, customer } = of.compiled;
  const names = grouping.parts.map(({ name }) => name);
  const given = parametersOf(query, [...FIXED, ...names, ...(customer === null ? [] : [customer])]);
  const format = FORMATS.find((one) => one === (given['format'] ?? 'rows'));
  if (!format) throw invalid(`format must be one of ${FORMATS.join(', ')}`);
  const [usual, max] = LIMITS[format];
  const limit = wholeNumber('limit', given['limit'], usual, max);
  const filters = names.flatMap((name, part): PartFilter[] =>
    given[name] === undefined ? [] : [{ part, values: given[name].split(',') }],
  );
  const whose = customer === null ? undefined : given[customer];
  return {
    format,
    minPosition: given['minPosition'],
    wish: {
      after: afterOf(of, given['cursor']),
      limit,
      filters: [...filters, ...stretchOf(of, given['from'], given['to'])],
      customers: whose === undefined ? null : whose.split(',').map((id) => uuid(customer!, id)),
    },
  };
};
