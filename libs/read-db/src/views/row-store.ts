import type { EntitySchema } from 'typeorm';
import type { Sql, Statement } from '@rapport/postgres';
import { tablePathOf } from '@rapport/projections';
import { prepared } from '../prepared';
import type { KeptRow } from './kept-row';
import { type Column, upsertOf } from './upsert';

/** Where rows of one projection are read in bulk by key. */
export interface RowSource {
  load(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, KeptRow>>;
}

/** The table of one projection, with the statements that write it in bulk by key. */
export interface RowStore extends RowSource {
  saving(rows: readonly KeptRow[]): Iterable<Statement>;
  removing(keys: readonly string[]): readonly Statement[];
}

/** Column that the runner keeps in every table of a projection. */
export const FOLDED_TO = 'folded_to';
/** Rows in one statement. */
const AT_ONCE_MAX = 1_000;

const COLUMN_TYPES = `
  select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped`;

/** Timestamps come back in the form in which folds hold them; what pg makes text of (int8, numeric) stays text. */
const read = ({ name, type, property }: Column): string => {
  const at = /^timestamp/.test(type) ? `to_char("${name}", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : undefined;
  return `${at ?? (type === 'date' ? `"${name}"::text` : `"${name}"`)} as "${property}"`;
};

/**
 * Derives the statements from the projection's entity schema and its table. The table has one primary column, which holds
 * the key; every other column holds the row's field of that name.
 */
export const openRowStore = async (sql: Sql, schema: EntitySchema): Promise<RowStore> => {
  const { path, key, columns } = await describeTable(sql, schema);
  return rowStore(path, key, columns);
};

/** A table of a projection's rows as the database has it. */
export interface TableDescription {
  /** Schema and name. */
  readonly path: string;
  /** Name of the primary column. */
  readonly key: string;
  readonly columns: readonly Column[];
}

/** Compares a projection's entity schema with its table. @throws when the table lacks a column or has no single key. */
export const describeTable = async (sql: Sql, schema: EntitySchema): Promise<TableDescription> => {
  const path = tablePathOf(schema);
  const all = Object.entries(schema.options.columns).flatMap(([property, one]) =>
    one ? [{ property, name: one.name ?? property, primary: one.primary === true }] : [],
  );
  const [primary, ...more] = all.filter((column) => column.primary);
  if (!primary || more.length > 0) throw new Error(`${path}: a projection's table has one primary column`);
  const { rows } = await sql.query<{ name: string; type: string }>(COLUMN_TYPES, [path]);
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  const columns = all.map(({ property, name }): Column => {
    const type = types.get(name);
    if (type === undefined) throw new Error(`${path} has no column ${name}: bump the version`);
    return { property, name, type };
  });
  return { path, key: primary.name, columns };
};

/** The rows of a table with these columns, whatever it is called. */
export const rowStore = (path: string, primary: string, columns: readonly Column[]): RowStore => {
  const table = path.split('.').map((part) => `"${part}"`).join('.'); // prettier-ignore
  const key = columns.find(({ name }) => name === primary)!;
  const fields = columns.filter((column) => column !== key);
  const load =
    prepared(`select "${primary}"::text as "${KEY}", ${[...fields.map(read), `${FOLDED_TO} as "${KEPT}"`].join(', ')}
    from unnest($1::${key.type}[]) as wanted(wanted_key)
    cross join lateral (select * from ${table} t where t."${primary}" = wanted.wanted_key limit 1) t`);
  const remove = prepared(`delete from ${table} where "${primary}" = any($1::${key.type}[])`);
  const upsert = upsertOf(table, key, fields, FOLDED_TO);
  return {
    load: async (sql, keys) => {
      if (keys.length === 0) return new Map();
      const { rows } = await sql.query<Record<string, unknown>>({ ...load, values: [keys] });
      return new Map(rows.map((row) => [String(row[KEY]), keptRow(row, key.property)]));
    },
    *saving(rows) {
      for (let at = 0; at < rows.length; at += AT_ONCE_MAX) yield upsert(rows.slice(at, at + AT_ONCE_MAX));
    },
    removing: (keys) => (keys.length > 0 ? [{ ...remove, values: [keys] }] : []),
  };
};

const KEY = '#key';
const KEPT = '#folded_to';

const keptRow = ({ [KEY]: key, [KEPT]: foldedTo, ...row }: Record<string, unknown>, property: string): KeptRow => ({
  key: String(key),
  row: { [property]: key, ...row },
  foldedTo: foldedTo as string | null,
});
