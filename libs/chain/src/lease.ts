import type { Sql } from '@rapport/postgres';

/** Somebody else follows now; nothing was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Takes the right to make anchors; false while somebody else has it. It saves work: what keeps order is the anchors' numbers. */
export const takeLease = async (sql: Sql, owner: string, ttlMs: number): Promise<boolean> => {
  const { rowCount } = await sql.query(
    `update rapport_chain.follower set owner = $1, until = clock_timestamp() + $2 * interval '1 ms', seen_at = clock_timestamp()
     where owner = $1 or until < clock_timestamp()`,
    [owner, ttlMs],
  );
  return rowCount === 1;
};

/** Renews it and notes that all is well. @throws LeaseLost */
export const keepLease = async (sql: Sql, owner: string, ttlMs: number): Promise<void> => {
  const { rowCount } = await sql.query(
    `update rapport_chain.follower set until = clock_timestamp() + $2 * interval '1 ms', seen_at = clock_timestamp()
     where owner = $1`,
    [owner, ttlMs],
  );
  if (rowCount !== 1) throw new LeaseLost('another process makes the anchors now');
};

/** Gives it back, so that the next one need not wait. */
export const releaseLease = async (sql: Sql, owner: string): Promise<void> => {
  await sql.query(`update rapport_chain.follower set until = '-infinity' where owner = $1`, [owner]);
};

/** Notes what keeps the chain from going on, or that nothing does. */
export const noteFault = async (sql: Sql, owner: string, fault: string | null): Promise<void> => {
  await sql.query('update rapport_chain.follower set fault = $2 where owner = $1', [owner, fault]);
};

/** Notes the last anchor that is outside. It is for people: the files say it themselves, so nobody waits for the disk. */
export const noteExported = async (sql: Sql, number: number): Promise<void> => {
  await sql.query(
    `with relaxed as (select set_config('synchronous_commit', 'off', true))
     update rapport_chain.follower set exported = $1 from relaxed`,
    [number],
  );
};

/** What health says of the chain. */
export interface ChainState {
  /** Anchors made, and events that they cover. */
  readonly anchors: number;
  readonly covered: number;
  /** Position of the last event that an anchor covers. */
  readonly position: string | null;
  /** Up to which anchor a copy outside the database was written. */
  readonly exported: number;
  readonly fault: string | null;
  /** When a follower was last at work: RFC 3339. */
  readonly seenAt: string | null;
}

/** Reads it. */
export const chainState = async (sql: Sql): Promise<ChainState> => {
  const { rows } = await sql.query<ChainState>(`
    select coalesce(a.number, 0)::float8 as anchors, coalesce(a.count, 0)::float8 as covered, a.position,
      f.exported::float8 as exported, f.fault,
      to_char(f.seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "seenAt"
    from rapport_chain.follower f
      left join (select * from rapport_chain.anchor order by number desc limit 1) a on true`);
  return rows[0]!;
};
