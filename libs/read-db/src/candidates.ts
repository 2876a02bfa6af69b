import type { Sql } from '@rapport/postgres';

/**
 * A customer whom an identifier may stand for.
 * - `linked`: the identifier belongs to the customer;
 * - `shared`: the customer's events carried it, but too many persons use it (or what it came with) for it to say who it is;
 * - `withdrawn`: they carried it, and a person decided that it is not theirs.
 */
export interface Candidate {
  readonly customer: string;
  readonly connection: 'linked' | 'shared' | 'withdrawn';
}

const CANDIDATES = `
  with self as (select handle from rapport_read.identity_handle where handle = $1::uuid),
  touching as (
    select b as other, verdict, linked from rapport_read.identity_edge where a = $1::uuid and (asserted or linked)
    union all
    select a, verdict, linked from rapport_read.identity_edge where b = $1::uuid and (asserted or linked)),
  found as (
    select handle as other, 0 as rank from self
    union all
    select other, case when linked then 0 when verdict = 'split' then 2 else 1 end from touching)
  select coalesce(m.customer, found.other)::text as customer, min(rank) as rank
  from found left join rapport_read.identity_membership m on m.handle = found.other and m.to_position is null
  group by 1 order by 2, 1`;

const CONNECTIONS = ['linked', 'shared', 'withdrawn'] as const;

/**
 * The customers whose events carried the handle, its own first. An identifier that is shared is a customer of its own as
 * long as it is linked to nobody: it comes as `linked` too, and a reader that finds nothing recorded for it leaves it out.
 */
export const candidates = async (sql: Sql, handle: string): Promise<readonly Candidate[]> => {
  const { rows } = await sql.query<{ customer: string; rank: number }>(CANDIDATES, [handle]);
  return rows.map(({ customer, rank }) => ({ customer, connection: CONNECTIONS[rank]! }));
};
