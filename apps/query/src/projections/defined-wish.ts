import { invalid, parametersOf, uuid, wholeNumber } from '@rapport/edge';
import { BadCursor } from '@rapport/projections';
import type { DefinedProjection, DefinedWish, PartFilter } from '@rapport/read-db';

/** How rows are given out: as they are, as a table, as lines of a chart. */
const FORMATS = ['rows', 'csv', 'series'] as const;
export type RowFormat = (typeof FORMATS)[number];

const LIMITS = { rows: [500, 2_000], csv: [500, 10_000], series: [10_000, 10_000] } as const;
/** Days, weeks, months or years that `last` reaches back at most. */
const LAST_MAX = 3_660;
/** A part of this name was there first. */
const LAST = 'last';
const FIXED = ['cursor', 'limit', 'minPosition', 'format', 'from', 'to'];

/** What was asked of the rows of a described projection. */
export interface AskedRows {
  readonly wish: DefinedWish;
  readonly format: RowFormat;
  readonly minPosition: string | undefined;
  /** With `last`: the first and the last stretch that it reaches over. */
  readonly reach: readonly [first: string, last: string] | undefined;
}

const listOf = ({ projection: { name, version } }: DefinedProjection, past = ''): string =>
  `${name} ${version}${past && ` ${past}`}`;

/** Where the next page begins: after this row. */
export const definedCursor = (of: DefinedProjection, customer: string | null, place: string, past?: string): string =>
  Buffer.from(JSON.stringify([listOf(of, past), customer, place])).toString('base64url');

const afterOf = (of: DefinedProjection, cursor: string | undefined, past?: string): DefinedWish['after'] => {
  if (cursor === undefined) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new BadCursor();
  }
  const [list, customer, place] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const isWhose = of.compiled.customer === null ? customer === null : typeof customer === 'string';
  if (list !== listOf(of, past) || !isWhose || typeof place !== 'string') throw new BadCursor();
  return { customer: customer === null ? null : uuid('the cursor', String(customer)), place };
};

const timeOf = ({ compiled: { grouping } }: DefinedProjection): number =>
  grouping.parts.findIndex(({ kind }) => kind === 'time');

const reachOf = (of: DefinedProjection, { last }: Given, now: Date): AskedRows['reach'] => {
  const before = of.compiled.grouping.parts[timeOf(of)]?.before;
  if (last === undefined || before === undefined) return undefined;
  return [before(now.toISOString(), wholeNumber('last', last, 1, LAST_MAX) - 1), before(now.toISOString(), 0)];
};

type Given = Readonly<Record<string, string | undefined>>;

const stretchOf = (of: DefinedProjection, { from, to, last }: Given, now: Date): readonly PartFilter[] => {
  if (from === undefined && to === undefined && last === undefined) return [];
  const part = timeOf(of);
  if (part < 0) throw invalid('from, to and last are for projections with a day, week, month or year');
  const { name, form } = of.compiled.grouping.parts[part]!;
  for (const [side, text] of Object.entries({ from, to }))
    if (text !== undefined && !form!.fits(text)) throw invalid(`${side} must be written as ${name} is: ${form!.like}`);
  if (last === undefined) return [{ part, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  if (from !== undefined || to !== undefined) throw invalid('last ends with today; give it, or from and to');
  const [first] = reachOf(of, { last }, now)!;
  return [{ part, from: first, to: of.compiled.grouping.parts[part]!.before!(now.toISOString(), -1) }];
};

/**
 * Reads the question: page, form, and for each part by its name the values that are wanted, with commas between.
 * @param now days are counted from here
 * @param past id of the projection of the past that is asked, if it is one
 * @throws Problem 400, BadCursor
 */
export const askedRows = (of: DefinedProjection, query: unknown, now = new Date(), past?: string): AskedRows => {
  const { grouping, customer } = of.compiled;
  const names = grouping.parts.map(({ name }) => name);
  const given = parametersOf(query, [...FIXED, LAST, ...names, ...(customer === null ? [] : [customer])]);
  const format = FORMATS.find((one) => one === (given['format'] ?? 'rows'));
  if (!format) throw invalid(`format must be one of ${FORMATS.join(', ')}`);
  const [usual, max] = LIMITS[format];
  const limit = wholeNumber('limit', given['limit'], usual, max);
  const filters = names.flatMap((name, part): PartFilter[] =>
    given[name] === undefined ? [] : [{ part, values: given[name].split(',') }],
  );
  const whose = customer === null ? undefined : given[customer];
  const stretch = names.includes(LAST) ? { ...given, [LAST]: undefined } : given;
  return {
    format,
    reach: reachOf(of, stretch, now),
    minPosition: given['minPosition'],
    wish: {
      after: afterOf(of, given['cursor'], past),
      limit,
      filters: [...filters, ...stretchOf(of, stretch, now)],
      customers: whose === undefined ? null : whose.split(',').map((id) => uuid(customer!, id)),
    },
  };
};
