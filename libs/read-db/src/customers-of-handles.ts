import type { Sql } from '@rapport/postgres';

/** Whom a handle stands for now. */
export interface HandleOf {
  readonly handle: string;
  /** Type of the identifier that it stands for. */
  readonly type: string;
  readonly customer: string;
}

const PAGE = `
  select h.handle::text, h.type, coalesce(m.customer, h.handle)::text as customer
  from rapport_read.identity_handle h
  left join rapport_read.identity_membership m on m.handle = h.handle and m.to_position is null
  where $1::uuid is null or h.handle > $1 order by h.handle limit $2`;

/** The next handles after one (null = the first), in their order, each with the customer to whom it belongs now. */
export const customersOfHandles = async (sql: Sql, after: string | null, limit: number): Promise<readonly HandleOf[]> =>
  (await sql.query<HandleOf>(PAGE, [after, limit])).rows;
