import type { Sql } from '@rapport/postgres';

const FENCE = `update rapport_read.lease set owner = 'replay', epoch = epoch + 1,
  until = clock_timestamp() - interval '1 ms' where name like 'views:%'`;

/** Takes the views' leases away, so that whoever keeps the views looks anew for what there is to follow, and from where. */
export const fenceViews = async (sql: Sql): Promise<void> => {
  await sql.query(FENCE);
};
