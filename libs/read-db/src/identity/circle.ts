import type { Node } from '@rapport/decisions';
import type { Sql } from '@rapport/postgres';
import type { Pair } from './graph-part';
import type { Circle } from './regroup';

const MEMBERS = `
  with touched as materialized (
    select distinct coalesce(m.customer, h.handle) as customer from unnest($1::uuid[]) as h(handle)
    left join lateral (
      select customer from rapport_read.identity_membership m
      where m.handle = h.handle and m.to_position is null limit 1) m on true)
  select x.handle::text, t.customer::text, x.since, h.type, h.issuer
  from touched t
  cross join lateral (
    select m.handle, m.from_position as since from rapport_read.identity_membership m
    where m.customer = t.customer and m.to_position is null
    union all
    select t.customer, null where not exists (
      select from rapport_read.identity_membership m where m.handle = t.customer and m.to_position is null)) x
  left join lateral (
    select type, issuer from rapport_read.identity_handle h where h.handle = x.handle limit 1) h on true`;
const LINKS = `
  select a::text, b::text from rapport_read.identity_edge where linked and a = any($1::uuid[])`;

interface MemberRow {
  readonly handle: string;
  readonly customer: string;
  readonly since: string | null;
  readonly type: string | null;
  readonly issuer: string | null;
}

/**
 * Loads the customers of these handles with all their members. The links among them are needed only when something is
 * unlinked. `fresh` knows the handles that are not stored yet.
 */
export const loadCircle = async (
  sql: Sql,
  handles: readonly string[],
  fresh: ReadonlyMap<string, Node>,
  withLinks: boolean,
): Promise<Circle> => {
  const { rows } = await sql.query<MemberRow>({ name: 'circle', text: MEMBERS, values: [[...new Set(handles)]] });
  const nodes = new Map<string, Node>();
  const customers = new Map<string, string>();
  const since = new Map<string, string>();
  for (const { handle, customer, since: from, type, issuer } of rows) {
    if (from !== null) since.set(handle, from);
    nodes.set(handle, type === null ? fresh.get(handle)! : { handle, type, ...(issuer === null ? {} : { issuer }) });
    customers.set(handle, customer);
  }
  if (!withLinks) return { nodes, customers, since, linked: [] };
  const links = await sql.query<{ a: string; b: string }>(LINKS, [[...customers.keys()]]);
  return { nodes, customers, since, linked: links.rows.map(({ a, b }): Pair => [a, b]) };
};
