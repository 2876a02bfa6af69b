import type { Pool } from 'pg';

const BATCH = 1_000;
/** Entries are locked before their names, as whoever takes an entry away does. */
const LIFT = `
  with pairs as (select * from unnest($1::text[], $2::text[]) as pair (old, new)),
  here as materialized (
    select id from rapport_admission.quarantine
    where id in (select entry from rapport_admission.quarantine_name where name = any($1::text[])) order by id for key share),
  gone as (
    delete from rapport_admission.quarantine_name n using pairs, here where n.name = pairs.old and n.entry = here.id
    returning n.entry, pairs.new)
  insert into rapport_admission.quarantine_name (name, entry) select new, entry from gone on conflict do nothing`;

/**
 * Brings the keyed hashes beside refused input under the newest hash key: those whose key's number is below `below`. Gives back
 * how many there were. Repeating it is harmless.
 */
export const liftQuarantineNames = async (
  pool: Pool,
  below: number,
  lift: (names: readonly string[]) => readonly string[],
): Promise<number> => {
  let lifted = 0;
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ name: string }>(
      `select distinct name from rapport_admission.quarantine_name
       where split_part(name, ':', 1)::int < $1 and name > $2 order by name limit $3`,
      [below, after, BATCH],
    );
    if (rows.length === 0) return lifted;
    const names = rows.map(({ name }) => name);
    await pool.query(LIFT, [names, lift(names)]);
    lifted += names.length;
    after = names.at(-1)!;
  }
};
