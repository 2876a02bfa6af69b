import type { Sql } from '@rapport/postgres';
import { bulk } from '../bulk';
import type { Close } from '../rules/close';
import type { Decision } from '../rules/rule';

const ROWS = bulk([
  { name: 'customer', type: 'uuid' },
  { name: 'data', type: 'jsonb' },
]);
/** A day that is decided again: what was decided the first time is taken back. */
const TAKE_BACK = 'delete from rapport_rules.decided where date = $1';
const SAVE = `
  insert into rapport_rules.decided as d (customer, date, data)
  select r.customer, $4::date, r.data from ${ROWS.source} r
  on conflict (customer) do update set date = excluded.date, data = excluded.data where excluded.date >= d.date`;

/** Before what a close decided is kept. */
export const beginDecided = async (sql: Sql, { date, restatement }: Close): Promise<void> => {
  if (restatement > 0) await sql.query(TAKE_BACK, [date]);
};

/**
 * Keeps the newest decision about each customer, on the scratch tables (see `onScratch`; `live_standing`, `decided` and `at_stake` are there
 * only). The run is none that the log has, so its id is left out.
 */
export const addDecided = async (sql: Sql, { date }: Close, decisions: readonly Decision[]): Promise<void> => {
  const rows = decisions.map(({ customer, type, data: { run: _, ...data } }) => [customer, { type, ...data }]);
  await sql.query(SAVE, [...ROWS.values(rows), date]);
};
