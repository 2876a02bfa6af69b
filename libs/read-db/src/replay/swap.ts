import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction, type Sql } from '@rapport/postgres';
import { keep } from '../lease';
import { SLICES } from '../slices';
import type { Versioned } from '../wait-for';
import { catchUp, foremost, standingOf, type CatchUpParts } from './catch-up';
import { fenceViews } from './fence-views';
import { forgetName, OLD, oldName, pathOf } from './spare-table';

/** Events that are folded while live writers wait; more are caught up before. */
const WAITING_MAX = 2_000;
const ATTEMPTS = 40;
const LOCK_MS = 2_000;
/** Lock timeout, deadlock: readers or writers were in the way; try again. */
const PASSING = ['55P03', '40P01'];

/** It cannot be done this moment, but soon. */
class NotYet extends Error {}

/**
 * Puts the shadow in the live table's place, in one transaction: readers see the one or the other. The live runner waits
 * while the last few events are folded into the shadow, then it is fenced and begins again from the new table; so no event
 * is missed or folded twice. What was live is kept as `…_old`, with its checkpoint and parked keys. `done` runs within the
 * transaction. Locks are taken in the order in which a live batch takes them: table, lease, checkpoint.
 */
export const swap = async (parts: CatchUpParts, live: Versioned, done: (sql: Sql) => Promise<void>): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    await catchUp(parts, foremost(await standingOf(parts.pool, live)));
    try {
      return await inTransaction(parts.pool, (client) => exchange(client, parts, live, done));
    } catch (error) {
      const { code = '' } = error as { readonly code?: string };
      if (attempt === ATTEMPTS || !(error instanceof NotYet || PASSING.includes(code))) throw error;
      await pause(50 * Math.min(attempt, 10), undefined, { signal: parts.signal });
    }
  }
};

const exchange = async (
  client: Sql,
  parts: CatchUpParts,
  live: Versioned,
  done: (sql: Sql) => Promise<void>,
): Promise<void> => {
  const { shadow, lease, ttlMs } = parts;
  await client.query(`set local lock_timeout = ${LOCK_MS}`);
  await client.query(`lock table ${pathOf(shadow.live)} in share row exclusive mode`);
  await client.query(`select from rapport_read.lease where name like 'views:%' order by name for update`);
  const standing = await standingOf(client, live);
  const slices = standing.reduce((sum, { lo, hi }) => sum + hi - lo + 1, 0);
  if (slices < SLICES) throw new NotYet('the live runner has not taken up all its ranges yet');
  const own = (await standingOf(client, shadow.projection)).map(({ position }) => ordinal(position));
  if (own.length === 0) throw new Error(`nobody knows where ${shadow.table} stands`);
  if (ordinal(foremost(standing)) - Math.min(...own) > WAITING_MAX) throw new NotYet('too much is coming in');
  await catchUp(parts, foremost(standing));
  await takeOver(client, live, shadow.projection.name);
  await fenceViews(client);
  await renameTables(client, shadow.live, shadow.table);
  await done(client);
  // Last, because catching up renews the lease on a connection of its own.
  await keep(client, lease, ttlMs);
};

const ordinal = (position: string): number => Number(position.slice(-19) || 0);

/**
 * Live's checkpoint and parked keys become the old ones, the shadow's become live's, for each range of slices. The shadow
 * may be the old table itself: then the two change places.
 */
const takeOver = async (client: Sql, { name, version }: Versioned, shadow: string): Promise<void> => {
  const [old, aside] = [oldName(name), `${name}~aside`];
  const rename = async (table: string, from: string, to: string): Promise<void> => {
    const values = [to, from, version];
    await client.query(
      `update rapport_read.${table} set projection = $1 where projection = $2 and version = $3`,
      values,
    );
  };
  if (shadow !== old) await forgetName(client, old, version);
  await rename('checkpoint', name, aside);
  await rename('parked', name, aside);
  await rename('parked', shadow, name);
  await client.query(
    `insert into rapport_read.checkpoint (projection, version, lo, hi, position, event_id, epoch, updated_at)
     select $1, o.version, o.lo, o.hi, s.position, s.event_id, o.epoch, clock_timestamp()
     from rapport_read.checkpoint o
     cross join lateral (select position, event_id from rapport_read.checkpoint
       where projection = $3 and version = o.version order by position limit 1) s
     where o.projection = $2 and o.version = $4`,
    [name, aside, shadow, version],
  );
  await client.query('delete from rapport_read.checkpoint where projection = $1 and version = $2', [shadow, version]);
  await rename('checkpoint', aside, old);
  await rename('parked', aside, old);
};

const renameTables = async (client: Sql, live: string, shadow: string): Promise<void> => {
  const old = live + OLD;
  const aside = `${live}_aside`;
  if (shadow !== old) await client.query(`drop table if exists ${pathOf(old)}`);
  await client.query(`alter table ${pathOf(live)} rename to "${aside}"`);
  await client.query(`alter table ${pathOf(shadow)} rename to "${live}"`);
  await client.query(`alter table ${pathOf(aside)} rename to "${old}"`);
};
