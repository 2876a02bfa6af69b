import type { Sql } from './sql';

/** Everything that an installation has written, as lines per table, each row exactly as it is stored. */
export type State = ReadonlyMap<string, readonly string[]>;

/** Changes a row's text before it is compared; null leaves the row out. */
export type Rewrite = (table: string, row: string) => string | null;

/** Where followers stand, who holds a lease, what replays were asked for, what was proven: how it went, and not what came out. */
const TABLES_LEFT_OUT = ['lease', 'head', 'replay', 'checkpoint', 'audit_round', 'audit_state', 'audit_finding'];
/** When something was written; all other times are those of the events. */
const COLUMNS_LEFT_OUT = ['recorded_at', 'opened_at', 'closed_at'];
/** Tables from before a swap are kept to go back. */
const isKept = (table: string): boolean => table.endsWith('_old');

const COLUMNS = `
  select c.table_schema as schema, c.table_name as name, array_agg(c.column_name::text order by c.ordinal_position) as columns
  from information_schema.columns c join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
  where c.table_schema in ('rapport_read', 'rapport_rules') or (c.table_schema, c.table_name) = ('rapport_store', 'events')
  group by 1, 2 order by 1, 2`;

/** Reads the log, all views, and what identity and rules remember. */
export const stateOf = async (sql: Sql, rewrite: Rewrite = (_table, row) => row): Promise<State> => {
  const state = new Map<string, readonly string[]>();
  const tables = (await sql.rows(COLUMNS)) as unknown as { schema: string; name: string; columns: string[] }[];
  for (const { schema, name, columns } of tables) {
    if (TABLES_LEFT_OUT.includes(name) || isKept(name)) continue;
    const chosen = columns.filter((column) => !COLUMNS_LEFT_OUT.includes(column)).map((column) => `"${column}"`);
    const rows = await sql.rows(
      `select row_to_json(t)::text as row from (select ${chosen.join(', ')} from ${schema}."${name}") t`,
    );
    const lines = rows.flatMap(({ row }) => rewrite(name, String(row)) ?? []);
    state.set(name, lines.sort());
  }
  return state;
};
