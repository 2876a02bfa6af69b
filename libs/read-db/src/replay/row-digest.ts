import type { Sql } from '@rapport/postgres';
import type { TableDescription } from '../views/row-store';
import type { Column } from '../views/upsert';
import { pathOf } from './spare-table';

/** One row that is not the same in both tables. `fields` is null when it is in one of them only. */
export interface Difference {
  readonly key: string;
  readonly in: 'both' | 'live' | 'rebuilt';
  /** Differing fields, each value as text, cut short; personal values are sealed cells here as everywhere. */
  readonly fields: Readonly<Record<string, { readonly live: string | null; readonly rebuilt: string | null }>> | null;
}

const VALUE_MAX = 200;

/** JSON by meaning: the same members in another order are the same. */
const normal = ({ name, type }: Column): string => (type === 'json' ? `"${name}"::jsonb` : `"${name}"`);

/** SQL of a digest of all fields of a row as they are written: cheap, and mostly equal where rows are. */
export const digestOf = ({ columns }: TableDescription): string =>
  `md5(concat_ws(E'\\x1f', ${columns.map(({ name }) => `coalesce("${name}"::text, E'\\x02')`).join(', ')}))`;

/** The keys whose rows differ also by meaning. */
export const differing = async (
  live: readonly [Sql, string],
  rebuilt: readonly [Sql, string],
  { key, columns }: TableDescription,
  keys: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (keys.length === 0) return new Set();
  const digest = `md5(row(${columns.map(normal).join(', ')})::text)`;
  const [left, right] = await Promise.all(
    [live, rebuilt].map(async ([sql, table]) => {
      const text = `select "${key}"::text as key, ${digest} as digest from ${pathOf(table)} where "${key}" = any($1::uuid[])`;
      const { rows } = await sql.query<{ key: string; digest: string }>(text, [keys]);
      return new Map(rows.map((row) => [row.key, row.digest]));
    }),
  );
  return new Set(keys.filter((one) => left!.get(one) !== right!.get(one)));
};

type Values = Readonly<Record<string, string | null>>;

const valuesOf = async (
  [sql, table]: readonly [Sql, string],
  { key, columns }: TableDescription,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Values>> => {
  const fields = columns.map((column) => `${normal(column)}::text as "${column.property}"`);
  const { rows } = await sql.query<Record<string, string | null>>(
    `select "${key}"::text as "#key", ${fields.join(', ')} from ${pathOf(table)} where "${key}" = any($1::uuid[])`,
    [keys],
  );
  return new Map(rows.map(({ '#key': found, ...values }) => [found!, values]));
};

/** Looks at rows that differ, in both tables. */
export const differencesOf = async (
  live: readonly [Sql, string],
  rebuilt: readonly [Sql, string],
  about: TableDescription,
  keys: readonly string[],
): Promise<readonly Difference[]> => {
  if (keys.length === 0) return [];
  const [left, right] = [await valuesOf(live, about, keys), await valuesOf(rebuilt, about, keys)];
  return keys.map((key): Difference => {
    const [ours, theirs] = [left.get(key), right.get(key)];
    if (!ours || !theirs) return { key, in: ours ? 'live' : 'rebuilt', fields: null };
    const names = Object.keys(ours).filter((name) => ours[name] !== theirs[name]);
    const short = (text: string | null | undefined): string | null => text?.slice(0, VALUE_MAX) ?? null;
    const fields = names.map((name) => [name, { live: short(ours[name]), rebuilt: short(theirs[name]) }] as const);
    return { key, in: 'both', fields: Object.fromEntries(fields) };
  });
};
