import type { Sql } from '@rapport/postgres';

/** A customer who would be elsewhere at the end of the newest closed day. */
export interface WhatIfMover {
  readonly customer: string;
  /** Where they are in truth; null = nowhere. */
  readonly from: string | null;
  /** Where they would be. */
  readonly to: string | null;
  /** The closed day at which they would first have been elsewhere. */
  readonly firstDay: string;
  /** The closed day from which on they would have been elsewhere without a break. */
  readonly since: string;
  readonly value: string;
  /** What the draft would have written down about them last, with reason and evidence; null = nothing. */
  readonly decision: Readonly<Record<string, unknown>> | null;
}

/** Which movers: after one, of some places. A place is `none` for null. */
export interface MoversWish {
  readonly after: { readonly value: string; readonly customer: string } | null;
  readonly limit: number;
  readonly from: string | null;
  readonly to: string | null;
}

/** How a question names the place that is none. */
export const NO_PLACE = 'none';

const PAGE = `
  select customer::text, from_place as "from", to_place as "to", first_day::text as "firstDay", since::text,
    m.value::text, decision
  from rapport_read.what_if_mover m
  where what_if = $1::uuid and ($2::numeric is null or m.value < $2 or (m.value = $2 and m.customer > $3::uuid))
    and ($4::text is null or coalesce(from_place, '${NO_PLACE}') = $4)
    and ($5::text is null or coalesce(to_place, '${NO_PLACE}') = $5)
  order by m.value desc, m.customer limit $6`;

/** Who would move, highest value first. */
export const whatIfMovers = async (
  sql: Sql,
  id: string,
  { after, limit, from, to }: MoversWish,
): Promise<readonly WhatIfMover[]> =>
  (await sql.query<WhatIfMover>(PAGE, [id, after?.value ?? null, after?.customer ?? null, from, to, limit])).rows;
