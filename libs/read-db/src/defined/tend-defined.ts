import type { Pool } from 'pg';
import { inTransaction, type Sql } from '@rapport/postgres';
import { tableNameOf } from '@rapport/projections';
import { dropShadows, forgetName, OLD, oldName, pathOf, shadowName } from '../replay/spare-table';
import { fenceViews } from '../replay/fence-views';
import { ReplayUnderWay, wishOf } from '../replay/replays';
import { requestReplay } from '../replay/request-replays';
import type { Log } from '../worker';
import { allDefinitions, type DefinedProjection, definedProjections } from './defined-projections';
import { createDefinedTable } from './defined-table';

/** It was asked for once; who cancels it, or sees it fail, asks again by hand. */
const ASKED = 'select from rapport_read.replay where projection = $1 and version = $2 limit 1';
const UNDER_WAY = `
  select id::text from rapport_read.replay where projection = $1 and version < $2
    and state in ('requested', 'running', 'paused', 'ready') and wish is distinct from 'cancel'`;
/** In the ranges in which live works, so that it goes on from there once the rows are in their place. */
const CHECKPOINTS = `
  insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
  select $1, $2, lo, hi, '', 0, clock_timestamp() from rapport_read.checkpoint
  where projection = 'projection-definitions' on conflict do nothing`;
const LOST = 'delete from rapport_read.replay where projection = $1 and version = $2';
const BREAK_OFF = `
  update rapport_read.replay set state = 'failed', fault = 'the projection was dropped', wish = null, kept_until = null,
    ended_at = coalesce(ended_at, clock_timestamp())
  where projection = $1 and version = $2`;

/** Has a new version built: table, checkpoints, and a replay that fills the one and moves the others. */
const beginBuild = async (pool: Pool, { projection, described }: DefinedProjection): Promise<boolean> => {
  const { name, version } = projection;
  const before = await pool.query<{ id: string }>(UNDER_WAY, [name, version]);
  for (const { id } of before.rows) await wishOf(pool, id, 'cancel').catch(() => undefined);
  return inTransaction(pool, async (client) => {
    await createDefinedTable(client, projection);
    await client.query(CHECKPOINTS, [name, version]);
    await requestReplay(client, projection, { promote: described.promote });
    return true;
  }).catch((error: unknown) => {
    if (error instanceof ReplayUnderWay) return false;
    throw error;
  });
};

const hasTable = async (sql: Sql, table: string): Promise<boolean> =>
  (await sql.query<{ there: boolean }>('select to_regclass($1) is not null as there', [pathOf(table)])).rows[0]!.there;

/** Takes a dropped version out. Live is fenced in the same transaction, so that it looks anew for what it follows. */
const forget = async (pool: Pool, name: string, version: number): Promise<void> => {
  const table = tableNameOf({ name, version });
  await inTransaction(pool, async (client) => {
    await client.query(`set local lock_timeout = '2s'`);
    await client.query(`drop table if exists ${pathOf(table)}, ${pathOf(table + OLD)}`);
    await fenceViews(client);
    await client.query(BREAK_OFF, [name, version]);
    for (const one of [name, oldName(name), shadowName(name)]) await forgetName(client, one, version);
  });
  await dropShadows(pool, table);
};

/** What was built is gone: it counts as never asked for, so that it is built again. */
const lose = (pool: Pool, name: string, version: number): Promise<void> =>
  inTransaction(pool, async (client) => {
    await fenceViews(client);
    await client.query(LOST, [name, version]);
    for (const one of [name, oldName(name)]) await forgetName(client, one, version);
  });

/**
 * Has built what somebody described and nobody has begun to build, or what was built and is not there any more; takes out what somebody
 * dropped.
 */
export const tendDefined = async (pool: Pool, log: Log): Promise<void> => {
  for (const one of await definedProjections(pool)) {
    const { name, version } = one.projection;
    const isLost = one.isBuilt && !(await hasTable(pool, tableNameOf(one.projection)));
    if (isLost) {
      log('warn', `the table of ${name} v${version} was gone: it is built again`);
      await lose(pool, name, version);
    }
    if ((one.isBuilt && !isLost) || (await pool.query(ASKED, [name, version])).rowCount !== 0) continue;
    if (await beginBuild(pool, one)) log('info', `${name} v${version} was described and is being built`);
  }
  for (const { name, version, droppedAt } of await allDefinitions(pool)) {
    if (droppedAt === null || !(await hasTable(pool, tableNameOf({ name, version })))) continue;
    await forget(pool, name, version)
      .then(() => log('info', `${name} v${version} was dropped`))
      .catch((error: unknown) => log('warn', `${name} v${version} cannot be dropped yet`, { fault: String(error) }));
  }
};
