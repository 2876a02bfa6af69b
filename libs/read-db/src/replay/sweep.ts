import type { Pool } from 'pg';
import type { ProjectionTable } from '../follow';
import { dropShadows, forgetName, OLD, oldName, pathOf } from './spare-table';

const READY = `select shadow from rapport_read.replay where projection = $1 and state = 'ready'`;

/** Drops the tables that broken off or forgotten attempts have left; one that waits to be promoted stays. */
export const dropLeftovers = async (pool: Pool, projections: readonly ProjectionTable[]): Promise<void> => {
  // A replay of a version that this release does not know can never go on.
  const known = projections.map(({ projection: { name, version } }) => `${name} ${version}`);
  await pool.query(
    `update rapport_read.replay set state = 'failed', fault = 'this release has another version', ended_at = clock_timestamp()
     where state in ('requested', 'running', 'paused', 'ready') and not (projection || ' ' || version = any($1))`,
    [known],
  );
  for (const { projection, table } of projections) {
    const { rows } = await pool.query<{ shadow: string | null }>(READY, [projection.name]);
    await dropShadows(pool, table.options.tableName!, rows[0]?.shadow ?? undefined);
  }
};

const EXPIRED = `
  update rapport_read.replay set kept_until = null
  where state = 'promoted' and kept_until < clock_timestamp() and wish is null returning projection`;

/** Drops the tables from before a swap whose time is over. */
export const dropExpired = async (pool: Pool, projections: readonly ProjectionTable[]): Promise<void> => {
  const { rows } = await pool.query<{ projection: string }>(EXPIRED);
  for (const { projection, table } of projections) {
    if (!rows.some((expired) => expired.projection === projection.name)) continue;
    await pool.query(`drop table if exists ${pathOf(table.options.tableName! + OLD)}`);
    await forgetName(pool, oldName(projection.name), projection.version);
  }
};
