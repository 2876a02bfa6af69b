import type { Sql } from '@rapport/postgres';
import type { TableDescription } from '../views/row-store';
import { pathOf } from './spare-table';
import type { Aggregate } from './tally';

const NUMERIC = /^(smallint|integer|bigint|numeric|real|double precision)/;
const FLOAT = /^(real|double precision)/;
/** Numbers within JSON: how deep they are looked for, how many places of them are told, and in tables of how many rows. */
const DEEP = 4;
const PLACES_MAX = 200;
const ROWS_MAX = 200_000;

/** Rows and aggregates of a table, by field. */
export interface TableAggregates {
  readonly rows: number;
  readonly all: ReadonlyMap<string, Aggregate>;
}

/** Floats by the shortest text that is the same number: their digits, and nothing that they are not. */
const exact = ({ name, type }: TableDescription['columns'][number]): string =>
  FLOAT.test(type) ? `"${name}"::text::numeric` : `"${name}"::numeric`;

const shortest = (sql: string): string => `trim_scale(${sql})::text`;
const figures = (value: string, mark = ''): string =>
  `${shortest(`sum(${value})`)} as sum${mark}, ${shortest(`min(${value})`)} as min${mark}, ${shortest(`max(${value})`)} as max${mark}`;
const among = (key: string): string => `get_byte(uuid_send("${key}"), 0) = any($1::int[])`;

/** In one reading of the table. */
const ofColumns = async (sql: Sql, table: string, about: TableDescription, slices: readonly number[]) => {
  const numeric = about.columns.filter(({ type }) => NUMERIC.test(type));
  const each = numeric.map((column, nth) => `count("${column.name}")::int as count${nth}, ${figures(exact(column), `${nth}`)}`); // prettier-ignore
  const text = `select ${['count(*)::int as rows', ...each].join(', ')} from ${pathOf(table)} where ${among(about.key)}`;
  const found = (await sql.query<Record<string, string | number | null>>(text, [slices])).rows[0]!;
  const rows = Number(found['rows']);
  const columns = numeric.map(({ property }, nth) => {
    const [sum, min, max] = ['sum', 'min', 'max'].map((name) => found[`${name}${nth}`] as string | null);
    const count = Number(found[`count${nth}`]);
    return { field: property, count, nulls: rows - count, sum: sum ?? null, min: min ?? null, max: max ?? null };
  });
  return { rows, columns };
};

const LEAVES = (columns: readonly string[], path: string, key: string): string => `
  with recursive leaf(field, value, depth) as (
    ${columns.map((name) => `select '${name}'::text, "${name}"::jsonb, 0 from ${path} where "${name}" is not null and ${among(key)}`).join(' union all ')}
    union all
    select l.field || '.' || e.key, e.value, l.depth + 1 from leaf l
    cross join lateral jsonb_each(case when jsonb_typeof(l.value) = 'object' then l.value else '{}'::jsonb end) e
    where l.depth < ${DEEP}),
  told as (
    select field, jsonb_typeof(value) as kind, case when jsonb_typeof(value) = 'number'
      or (jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^-?[0-9]{1,18}([.][0-9]{1,9})?$') then (value #>> '{}')::numeric end as number,
      value #>> '{}' like '%.%' as pointed
    from leaf where jsonb_typeof(value) <> 'object')
  select field, count(number)::int as count, count(*) filter (where kind = 'null')::int as nulls, ${figures('number')}
  from told group by field
  -- Texts of digits alone are numbers of orders and the like.
  having count(number) > 0 and bool_and(number is not null or kind = 'null') and bool_or(kind = 'number' or pointed)
  order by field limit ${PLACES_MAX}`;

const ofLeaves = async (sql: Sql, table: string, about: TableDescription, slices: readonly number[]) => {
  const columns = about.columns.filter(({ type }) => type === 'json' || type === 'jsonb').map(({ name }) => name);
  if (columns.length === 0) return [];
  return (await sql.query<Aggregate & { readonly field: string }>(LEAVES(columns, pathOf(table), about.key), [slices])).rows; // prettier-ignore
};

/**
 * Aggregates of every numeric column of a table, and with `deep` of numbers within its JSON, by their place (`totals.EUR.net`).
 * Looking into JSON is for tables that differ: it takes as long as making the JSON did.
 */
export const tableAggregates = async (
  sql: Sql,
  table: string,
  about: TableDescription,
  slices: readonly number[],
  deep: boolean,
): Promise<TableAggregates> => {
  const { rows, columns } = await ofColumns(sql, table, about, slices);
  const leaves = deep && rows <= ROWS_MAX ? await ofLeaves(sql, table, about, slices) : [];
  const all = [...columns, ...leaves].map(({ field, ...aggregate }) => [field, aggregate] as const);
  return { rows, all: new Map(all) };
};
