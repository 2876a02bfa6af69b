import { goneOf, type Sql } from '@rapport/postgres';

/** Records of what people asked for, and what guards the followers: not derived from the log. */
const KEPT = `('lease', 'replay', 'resumed', 'skipped', 'what_if')`;
const TABLES = `
  select format('%I.%I', schemaname, tablename) as path from pg_tables
  where schemaname in ('rapport_rules', 'rapport_policies') or (schemaname = 'rapport_read' and tablename not in ${KEPT})`;
const REPLAY = 'rapport_read.replay';
// What was live before a swap is empty now: nobody may go back to it.
const NO_WAY_BACK = `update ${REPLAY} set kept_until = null, wish = null where kept_until is not null`;

/** Empties everything that followers have derived from the log, checkpoints included: they begin again at its start. */
export const startOver = async (sql: Sql): Promise<void> => {
  const { rows } = await sql.query<{ path: string }>(TABLES);
  if (rows.length > 0) await sql.query(`truncate ${rows.map(({ path }) => path).join(', ')}`);
  if ((await goneOf(sql, [REPLAY])).length === 0) await sql.query(NO_WAY_BACK);
};
