import type { Pool } from 'pg';

interface Noted {
  readonly id: string;
  readonly hashes: readonly string[];
}

/** Brings the keyed hashes that erasures have noted under the newest hash key: those whose key's number is below `below`. */
export const liftNotedHashes = async (
  pool: Pool,
  below: number,
  lift: (names: readonly string[]) => readonly string[],
): Promise<number> => {
  const { rows } = await pool.query<Noted>(
    `select id, hashes from rapport_control.erasure
     where exists (select from unnest(hashes) hash where split_part(hash, ':', 1)::int < $1)`,
    [below],
  );
  for (const { id, hashes } of rows) {
    // An erasure that is under way may note more: what it notes meanwhile is lifted the next time.
    await pool.query('update rapport_control.erasure set hashes = $2 where id = $1 and hashes = $3::text[]', [
      id,
      [...new Set(lift(hashes))],
      hashes,
    ]);
  }
  return rows.length;
};
