import type { Pool } from 'pg';
import type { Group } from '@rapport/definitions';
import { inTransaction, type Sql } from '@rapport/postgres';
import { tablePathOf } from '@rapport/projections';
import type { DefinedProjection } from './defined-projections';

/** A row as it is kept: whose (where rows are of customers), at which place, and the state of its figures. */
export interface DefinedRow {
  readonly customer: string | null;
  readonly place: string;
  readonly group: Group;
}

/** Of one part: these values, or those from one to before another. */
export interface PartFilter {
  /** Which part, by its place among the parts. */
  readonly part: number;
  readonly values?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/** Which rows: after one, at most so many, and whose parts (or customer) are as wanted. */
export interface DefinedWish {
  readonly after: { readonly customer: string | null; readonly place: string } | null;
  readonly limit: number;
  readonly filters: readonly PartFilter[];
  readonly customers: readonly string[] | null;
  /** With the days that have nothing of their own, but may have figures over several days; without them when absent. */
  readonly quiet?: boolean;
}

/** Customers merged at a time. */
const CHUNK = 2_000;

const conditionsOf = ({ filters }: DefinedWish, place: string, values: unknown[]): string => {
  const value = (one: unknown): string => `$${values.push(one)}`;
  const texts = filters.flatMap(({ part, values: among, from, to }) => {
    const of = `((${place})::jsonb ->> ${part}) collate "C"`;
    return [
      ...(among ? [`${of} = any(${value(among)}::text[])`] : []),
      ...(from === undefined ? [] : [`${of} >= ${value(from)}`]),
      ...(to === undefined ? [] : [`${of} < ${value(to)}`]),
    ];
  });
  return texts.map((text) => ` and ${text}`).join('');
};

const ofPlaces = async (sql: Sql, path: string, wish: DefinedWish): Promise<readonly DefinedRow[]> => {
  const values: unknown[] = [wish.after?.place ?? null, wish.limit];
  const { rows } = await sql.query<{ place: string; group: Group }>(
    `select place, state as group from ${path}
     where ${wish.quiet ? '' : '(state ->> 0)::float8 > 0 and '}($1::text is null or place > $1)${conditionsOf(wish, 'place', values)}
     order by place limit $2`,
    values,
  );
  return rows.map((row) => ({ customer: null, ...row }));
};

const GROUPS = `cross join lateral jsonb_each(t.groups) g`;

const ofCustomers = async (sql: Sql, path: string, wish: DefinedWish): Promise<readonly DefinedRow[]> => {
  const { after, limit, customers } = wish;
  const values: unknown[] = [after?.customer ?? null, after?.place ?? null, limit, customers];
  const { rows } = await sql.query<DefinedRow>(
    `select t.key::text as customer, g.key as place, g.value as group from ${path} t ${GROUPS}
     where ($1::uuid is null or t.key > $1 or (t.key = $1 and g.key collate "C" > $2))
       ${wish.quiet ? '' : 'and (g.value ->> 0)::float8 > 0'}
       and ($4::uuid[] is null or t.key = any($4))${conditionsOf(wish, 'g.key', values)}
     order by t.key, g.key collate "C" limit $3`,
    values,
  );
  return rows;
};

/** All customers' groups put together, by place. In one snapshot, a few customers at a time. */
const merged = async (sql: Sql, path: string, { compiled }: DefinedProjection, wish: DefinedWish) => {
  const { grouping } = compiled;
  const all = new Map<string, Group>();
  for (let last: string | null = null; ;) {
    const values: unknown[] = [last, CHUNK];
    const found: { rows: { key: string; place: string | null; group: Group }[] } = await sql.query(
      `select t.key::text, g.key as place, g.value as group
       from (select * from ${path} t where $1::uuid is null or t.key > $1 order by t.key limit $2) t
       left join lateral jsonb_each(t.groups) g on true${conditionsOf(wish, 'g.key', values)} order by t.key`,
      values,
    );
    for (const { place, group } of found.rows) {
      if (place === null) continue;
      const before = all.get(place);
      all.set(place, before ? grouping.merge(before, group, true) : group);
    }
    last = found.rows.at(-1)?.key ?? null;
    if (last === null) return all;
  }
};

/**
 * Rows of a described projection, in the order of their places (of customers first, where they are told apart by customers). Rows
 * that are kept per customer but not told apart by them are merged here: all of them are read for that.
 */
export const definedRows = async (
  pool: Pool,
  of: DefinedProjection,
  wish: DefinedWish,
): Promise<readonly DefinedRow[]> => {
  const path = tablePathOf(of.table);
  const { scope, customer } = of.compiled;
  if (scope === 'entry') return ofPlaces(pool, path, wish);
  if (customer !== null) return ofCustomers(pool, path, wish);
  const all = await inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    return merged(client, path, of, wish);
  });
  const after = wish.after?.place;
  return [...all]
    .filter(([place, [n]]) => (wish.quiet || n > 0) && (after === undefined || place > after))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, wish.limit)
    .map(([place, group]) => ({ customer: null, place, group }));
};
