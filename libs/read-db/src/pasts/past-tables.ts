import { randomBytes } from 'node:crypto';
import type { Sql } from '@rapport/postgres';
import { pathOf, SCHEMA } from '../replay/spare-table';

/** Tables of the past beside the live one: `…_past_<mark>`. */
const PAST = '_past_';

/** A name of its own for each attempt: what a dead attempt still writes goes where nobody looks. */
export const newPastTable = (live: string): string => `${live}${PAST}${randomBytes(3).toString('hex')}`;

/** Under which name an attempt keeps what could not be folded; what live skips it skips, too. */
export const pastName = (projection: string, table: string): string => `${projection}~${table.split(PAST).at(-1)!}`;

/** Drops a table. One that somebody still reads is left for the next time; whether it is gone. */
export const dropPastTable = (sql: Sql, table: string): Promise<boolean> =>
  sql.query(`drop table if exists ${pathOf(table)}`).then(
    () => true,
    () => false,
  );

const ALL = `
  select tablename as name from pg_tables where schemaname = '${SCHEMA}' and tablename ~ '_v[0-9]+${PAST}[0-9a-f]{6}$'
    and not exists (select from rapport_read.past where table_name = tablename)`;

/** Who asked for it may want to know for some time what became of it. */
const FORGOTTEN = `delete from rapport_read.past where table_name is null and ended_at < clock_timestamp() - interval '30 days'`;

/** Drops the tables that no record speaks of, which dead attempts have left, and forgets what ended long ago. */
export const dropStrayPasts = async (sql: Sql): Promise<void> => {
  await sql.query(FORGOTTEN);
  for (const { name } of (await sql.query<{ name: string }>(ALL)).rows) await dropPastTable(sql, name);
};
