import type { Node } from '@rapport/decisions';
import type { Sql } from '@rapport/postgres';
import type { Pair } from './graph-part';
import type { Circle } from './regroup';

const MEMBERS = `
  with touched as (
    select coalesce(m.customer, h.handle) as customer
    from unnest($1::uuid[]) as h(handle)
    left join rapport_read.identity_membership m on m.handle = h.handle and m.to_position is null),
  members as (
    select m.handle, m.customer from rapport_read.identity_membership m
    where m.customer in (select customer from touched) and m.to_position is null
    union select customer, customer from touched)
  select handle::text, customer::text, h.type, h.issuer
  from members left join rapport_read.identity_handle h using (handle)`;
const LINKS = `
  select a::text, b::text from rapport_read.identity_edge where linked and a = any($1::uuid[])`;

interface MemberRow {
  readonly handle: string;
  readonly customer: string;
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
  const { rows } = await sql.query<MemberRow>(MEMBERS, [[...new Set(handles)]]);
  const nodes = new Map<string, Node>();
  const customers = new Map<string, string>();
  for (const { handle, customer, type, issuer } of rows) {
    nodes.set(handle, type === null ? fresh.get(handle)! : { handle, type, ...(issuer === null ? {} : { issuer }) });
    customers.set(handle, customer);
  }
  if (!withLinks) return { nodes, customers, linked: [] };
  const links = await sql.query<{ a: string; b: string }>(LINKS, [[...customers.keys()]]);
  return { nodes, customers, linked: links.rows.map(({ a, b }): Pair => [a, b]) };
};
