import type { Pool } from 'pg';
import { rawQuery } from './rows';

/** Rows changed in one statement: appends must not wait long, and the statement has a time limit. */
const AT_ONCE = 2_000;

const KNOWN = `select position from rapport_store.events where stream = any($1::text[]) and fingerprint <> ''`;
const FORGET = `
  with gone as (
    update rapport_store.events set fingerprint = null
    where position = any($1::bigint[]) and fingerprint <> '' returning 1)
  select count(*) from gone`;

/** Sets the fingerprints of the streams' events to null, the one change that the history allows. */
export const forget = async (pool: Pool, streams: readonly string[], timeout: number): Promise<number> => {
  if (streams.length === 0) return 0;
  const { rows } = await pool.query<unknown[]>(rawQuery(KNOWN, [streams], timeout));
  const positions = rows.map(([position]) => String(position));
  let forgotten = 0;
  for (let from = 0; from < positions.length; from += AT_ONCE) {
    const some = positions.slice(from, from + AT_ONCE);
    const answer = await pool.query<unknown[]>(rawQuery(FORGET, [some], timeout));
    forgotten += Number(answer.rows[0]![0]);
  }
  return forgotten;
};
