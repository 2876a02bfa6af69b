import type { Pool } from 'pg';
import type { ProjectionTable } from '../projection-table';
import type { Log } from '../worker';
import type { BuiltPast } from './built-past';
import { dropPastTable } from './past-tables';
import { performPast, type PastParts } from './perform-past';
import { nextPast } from './record';

const EXPIRED = `
  update rapport_read.past set state = 'dropped', kept_until = null where state = 'built' and kept_until < clock_timestamp()`;
/** Its definition was dropped, another version serves, or another release has another version. */
const UNKNOWN = `
  update rapport_read.past set state = case state when 'built' then 'dropped' else 'failed' end, kept_until = null,
    ended_at = clock_timestamp(), fault = 'there is no such version of the projection any more'
  where state in ('requested', 'running', 'paused', 'built') and not (projection || ' ' || version = any($1))`;
const GONE = `select id::text, table_name as "table" from rapport_read.past
  where table_name is not null and state not in ('running', 'built')`;
const ANY = `select from rapport_read.past
  where state in ('requested', 'running', 'paused', 'built') or table_name is not null limit 1`;

/** Drops the tables of pasts that nobody can ask for any more. */
export const tendPasts = async (pool: Pool, known: readonly ProjectionTable[]): Promise<void> => {
  if ((await pool.query(ANY)).rowCount === 0) return;
  await pool.query(EXPIRED);
  await pool.query(UNKNOWN, [known.map(({ projection: { name, version } }) => `${name} ${version}`)]);
  for (const { id, table } of (await pool.query<{ id: string; table: string }>(GONE)).rows) {
    if (await dropPastTable(pool, table)) {
      await pool.query('update rapport_read.past set table_name = null where id = $1::uuid and table_name = $2', [id, table]); // prettier-ignore
    }
  }
};

const isIts =
  (past: BuiltPast) =>
  ({ projection: { name, version } }: ProjectionTable): boolean =>
    name === past.projection && version === past.version;

/** Builds the next projection of the past that somebody asked for; whether there was one. */
export const performNextPast = async (
  parts: PastParts,
  known: readonly ProjectionTable[],
  keepHours: number,
  log: Log,
): Promise<boolean> => {
  const past = await nextPast(parts.pool);
  const registered = past && known.find(isIts(past));
  if (!registered) return false;
  log('info', `${past.projection} as of the past`, { past: past.id, position: past.position, attempts: past.attempts + 1 }); // prettier-ignore
  await performPast(parts, past, registered, keepHours);
  return true;
};
