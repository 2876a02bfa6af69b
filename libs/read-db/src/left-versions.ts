import type { Pool } from 'pg';
import { inTransaction, type Sql } from '@rapport/postgres';
import { projections, tableNameOf } from '@rapport/projections';
import { definedProjections } from './defined/defined-projections';
import { OLD, oldName, pathOf, shadowName, shadowsOf } from './replay/spare-table';
import type { Versioned } from './wait-for';

/** A version of a projection that has a place in the database, whatever release made it. */
export interface KnownVersion extends Versioned {
  /** `live`: this release reads it; `left`: another release did. */
  readonly state: 'live' | 'left';
  readonly table: string;
  /** Of the table with its indexes; 0 when it is gone. */
  readonly bytes: number;
  readonly position: string;
  /** When its position last moved: RFC 3339. */
  readonly updatedAt: string;
  /** Nobody has followed it for so long, though the log went on, and no replay of it can be rolled back any more. */
  readonly prunable: boolean;
}

/** Followers without a table of rows. */
const WITHOUT_ROWS = ['identity', 'rules', 'clock', 'policies'];

/** The projections that this release reads and folds. */
export const OF_THIS_RELEASE: readonly Versioned[] = projections.map(({ projection: { name, version } }) => ({
  name,
  version,
}));

/** Those, and what somebody described. */
export const allOfThisRelease = async (sql: Sql): Promise<readonly Versioned[]> => [
  ...OF_THIS_RELEASE,
  ...(await definedProjections(sql)).map(({ projection: { name, version } }) => ({ name, version })),
];

/** Words that routes and followers of ours go by; described projections are named otherwise. */
const WORDS: readonly string[] = [...WITHOUT_ROWS, 'versions', 'prune', 'preview', 'events', 'handles'];

/** True for a name that a described projection cannot have. */
export const isTakenName = (name: string): boolean =>
  WORDS.includes(name) || OF_THIS_RELEASE.some((one) => one.name === name);

/** False for a follower whose records another release has left. */
export const isOfThisRelease = (
  it: { readonly projection: string; readonly version: number },
  registered: readonly Versioned[] = OF_THIS_RELEASE,
): boolean =>
  WITHOUT_ROWS.includes(it.projection) ||
  registered.some(({ name, version }) => name === it.projection && version === it.version);

// Who follows a version moves it with the log: one that is at the head is alive, however quiet the log is.
const VERSIONS = `
  select c.projection as name, c.version, min(c.position) as position,
    to_char(max(c.updated_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt",
    (max(c.updated_at) < clock_timestamp() - $1 * interval '1 hour'
      and min(c.position) < (select position from rapport_read.head)
      and not exists (select from rapport_read.replay r where r.projection = c.projection and r.version = c.version
        and r.kept_until > clock_timestamp())) is true as quiet
  from rapport_read.checkpoint c
  where c.projection not like '%~%' and not c.projection = any($2) and ($3::text is null or (c.projection = $3 and c.version = $4))
  group by c.projection, c.version order by 1, 2`;
const BYTES = `select coalesce(pg_total_relation_size(to_regclass($1)), 0)::float8 as bytes`;

/** All versions, by name. @param hours how long nobody may have followed what can be pruned */
export const knownVersions = async (
  sql: Sql,
  registered: readonly Versioned[],
  hours: number,
  only: Versioned | null = null,
): Promise<readonly KnownVersion[]> => {
  const { rows } = await sql.query<Omit<KnownVersion, 'state' | 'table' | 'bytes'> & { quiet: boolean }>(VERSIONS, [
    ...[hours, WITHOUT_ROWS, only?.name ?? null, only?.version ?? null],
  ]);
  const found: KnownVersion[] = [];
  for (const { quiet, ...row } of rows) {
    const state = registered.some(({ name, version }) => name === row.name && version === row.version)
      ? 'live'
      : 'left';
    const table = tableNameOf(row);
    const sized = await sql.query<{ bytes: number }>(BYTES, [pathOf(table)]);
    found.push({ ...row, state, table, bytes: sized.rows[0]!.bytes, prunable: quiet && state === 'left' });
  }
  return found;
};

const FORGET = ['checkpoint', 'parked', 'skipped'].map(
  (table) => `delete from rapport_read.${table} where projection = any($1) and version = $2`,
);

/** Takes one version out, if it may still go. A table that somebody reads right now is left for the next time. */
const prune = async (pool: Pool, registered: readonly Versioned[], hours: number, it: Versioned): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = '2s'`);
    await client.query('select from rapport_read.checkpoint where projection = $1 and version = $2 for update', [
      ...[it.name, it.version],
    ]);
    const [found] = await knownVersions(client, registered, hours, it);
    if (!found?.prunable) return false;
    const spare = await shadowsOf(client, found.table);
    for (const table of [found.table, found.table + OLD, ...spare])
      await client.query(`drop table if exists ${pathOf(table)}`);
    for (const statement of FORGET)
      await client.query(statement, [[it.name, oldName(it.name), shadowName(it.name)], it.version]);
    return true;
  });

const LOCKED = '55P03';

/** Drops the tables and records of versions that nobody follows any more; gives back what went. */
export const pruneVersions = async (
  pool: Pool,
  registered: readonly Versioned[],
  hours: number,
): Promise<readonly KnownVersion[]> => {
  const gone: KnownVersion[] = [];
  for (const it of await knownVersions(pool, registered, hours)) {
    if (!it.prunable) continue;
    const went = await prune(pool, registered, hours, it).catch((error: { code?: string }) => {
      if (error.code === LOCKED) return false;
      throw error;
    });
    if (went) gone.push(it);
  }
  return gone;
};
