import type pg from 'pg';

/** Who keeps the views at this moment, and whether there is anything to do. */
export interface Standing {
  /** The process that holds most leases of views; undefined while nobody does. */
  readonly pid: number | undefined;
  /** Events that some view does not include yet. */
  readonly behind: number;
}

const HOLDER = `
  select split_part(owner, ':', 2)::int as pid from rapport_read.lease
  where name like 'views:%' and until > clock_timestamp() group by 1 order by count(*) desc limit 1`;
const BEHIND = `
  select greatest(0, (select max(position) from rapport_store.events) - min(right('0' || right(position, 19), 19)::bigint))::int as behind
  from rapport_read.checkpoint where projection not like '%~%'`;

/** Reads who keeps the views, and how far they are behind. */
export const standingOf = async (pool: pg.Pool): Promise<Standing> => {
  const { rows: holders } = await pool.query<{ pid: number }>(HOLDER);
  const { rows } = await pool.query<{ behind: number | null }>(BEHIND);
  return { pid: holders[0]?.pid, behind: rows[0]?.behind ?? 0 };
};
