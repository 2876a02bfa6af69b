import { randomBytes } from 'node:crypto';
import type { Sql } from '@rapport/postgres';

/** Tables of a projection beside the live one: `…_shadow_<mark>` while it is built, `…_old` after a swap. */
const SHADOW = '_shadow_';
export const OLD = '_old';
export const SCHEMA = 'rapport_read';

/** Names in the tables of checkpoints and parked keys that stand for the tables beside the live one. */
export const shadowName = (projection: string): string => `${projection}~shadow`;
export const oldName = (projection: string): string => `${projection}~old`;

/** The projection that such a name is about. */
export const liveName = (name: string): string => name.split('~')[0]!;

export const pathOf = (table: string): string => `"${SCHEMA}"."${table}"`;

/** A name of its own for each attempt: what a dead attempt still writes goes where nobody looks. */
export const newShadow = (live: string): string => `${live}${SHADOW}${randomBytes(3).toString('hex')}`;

const LEFT = `
  select tablename as name from pg_tables where schemaname = '${SCHEMA}' and starts_with(tablename, $1)`;

/** The shadow tables of a projection, finished or abandoned. */
export const shadowsOf = async (sql: Sql, live: string): Promise<readonly string[]> =>
  (await sql.query<{ name: string }>(LEFT, [`${live}${SHADOW}`])).rows.map(({ name }) => name);

/** Drops what attempts have left behind. One that somebody still holds is left for the next time. */
export const dropShadows = async (sql: Sql, live: string, but?: string): Promise<void> => {
  for (const name of await shadowsOf(sql, live)) {
    if (name !== but) await sql.query(`drop table if exists ${pathOf(name)}`).catch(() => undefined);
  }
};

/** Drops what is known of a table beside the live one: how far it was, what was parked. */
export const forgetName = async (sql: Sql, name: string, version: number): Promise<void> => {
  await sql.query('delete from rapport_read.checkpoint where projection = $1 and version = $2', [name, version]);
  await sql.query('delete from rapport_read.parked where projection = $1 and version = $2', [name, version]);
};

const UNSAMPLED = `
  select attname as name, attstattarget as target from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped and attstattarget >= 0`;

/** Makes an empty table with the live one's columns, without its indexes: those are cheaper afterwards. */
export const createShadow = async (sql: Sql, live: string, shadow: string): Promise<void> => {
  await sql.query(`create table ${pathOf(shadow)} (like ${pathOf(live)} including all excluding indexes)`);
  const { rows } = await sql.query<{ name: string; target: number }>(UNSAMPLED, [pathOf(live)]);
  const changes = rows.map(({ name, target }) => `alter column "${name}" set statistics ${target}`);
  if (changes.length > 0) await sql.query(`alter table ${pathOf(shadow)} ${changes.join(', ')}`);
};

/** An index of a table: `definition` as PostgreSQL writes it; `constraint` names the primary key's constraint. */
interface Index {
  readonly name: string;
  readonly definition: string;
  readonly primary: boolean;
}

const INDEXES = `
  select c.relname as name, pg_get_indexdef(c.oid) as definition, i.indisprimary as primary
  from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass order by i.indisprimary desc, 1`;

export const indexesOf = async (sql: Sql, table: string): Promise<readonly Index[]> =>
  (await sql.query<Index>(INDEXES, [pathOf(table)])).rows;

/** Gives the table the live one's primary key. */
export const addPrimaryKey = async (sql: Sql, live: string, shadow: string): Promise<void> => {
  const primary = (await indexesOf(sql, live)).find((index) => index.primary)!;
  const columns = /\(([^)]*)\)/.exec(primary.definition)![1]!;
  await sql.query(`alter table ${pathOf(shadow)} add primary key (${columns})`);
};

/** Gives the table the rest of the live one's indexes, under names of its own, and lets the planner look at it. */
export const addIndexes = async (sql: Sql, live: string, shadow: string): Promise<void> => {
  const others = (await indexesOf(sql, live)).filter(({ primary }) => !primary);
  for (const [nth, { definition }] of others.entries()) {
    const unique = definition.startsWith('CREATE UNIQUE') ? 'unique ' : '';
    const how = definition.replace(/^.*? USING /, '');
    await sql.query(`create ${unique}index "${shadow}_${nth}" on ${pathOf(shadow)} using ${how}`);
  }
  await sql.query(`analyze ${pathOf(shadow)}`);
};
