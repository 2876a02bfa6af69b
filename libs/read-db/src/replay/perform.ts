import type { ProjectionTable } from '../follow';
import { Fenced } from '../lease';
import { FellApart, SetAside } from './company';
import { fenceViews } from './fence-views';
import { change, type ReplayRecord } from './record';
import { addUp, check, isUnlike } from './check';
import { approach, build, openShadow, steeringOf, type ReplayParts } from './run-replay';
import { Shadow } from './shadow';
import { dropShadows, forgetName, OLD, oldName, pathOf, shadowName } from './spare-table';
import { isOwed } from '../views/owed';
import { Cancelled, type Steering } from './steering';
import { swap } from './swap';

const ENDED = 'ended_at = clock_timestamp()';

/**
 * Does what a replay's record asks for next; its outcome is in the record.
 * @throws what says that this process must stop, and FellApart: then it is to be done again, by itself
 */
export const perform = async (
  parts: ReplayParts,
  record: ReplayRecord,
  registered: ProjectionTable,
  keepHours: number,
): Promise<void> => {
  const { pool, signal } = parts;
  const live = registered.table.options.tableName!;
  const discard = async (): Promise<void> => {
    await dropShadows(pool, live);
    await forgetName(pool, shadowName(record.projection), record.version);
  };
  try {
    if (record.state === 'promoted') return await rollBack(parts, record, registered);
    if (record.wish === 'cancel') throw new Cancelled();
    const steering = steeringOf(parts, record);
    const isReady = record.state === 'ready' && record.shadow !== null;
    const shadow = isReady
      ? await openShadow(parts, registered, record.shadow)
      : await build(parts, record, registered, steering);
    if (isReady) await change(pool, record.id, { state: 'running', wish: null });
    // Who follows the log leaves it to this rebuild, so that live stands where it stood.
    const isLeft = await isOwed(pool, { name: record.projection, version: record.version });
    const moving = { ...parts, shadow, ...(isLeft && { patienceMs: 0 }) };
    await approach(moving, record, steering);
    const comparison = await check(moving, record, registered, steering);
    await change(pool, record.id, { comparison });
    const aggregates = await addUp(moving, registered, isUnlike(comparison), steering);
    await change(pool, record.id, { aggregates });
    if (!record.promote && !isReady) return void (await becomeReady(parts, record));
    await promote(parts, record, moving, steering, keepHours);
  } catch (error) {
    // Whoever holds the lease now, or this process when it comes back, finds the record as it was and begins again.
    if (signal.aborted || error instanceof Fenced) throw error;
    if (error instanceof SetAside || error instanceof FellApart) {
      await discard();
      await change(pool, record.id, { shadow: null });
      if (error instanceof FellApart) throw error;
      return;
    }
    const wasReady = record.state === 'ready' && !(error instanceof Cancelled);
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (error instanceof Cancelled) {
      await change(pool, record.id, { state: 'cancelled', wish: null, phase: null }, ENDED);
    } else if (record.state === 'promoted') {
      await change(pool, record.id, { state: 'promoted', wish: null, fault });
    } else {
      await change(pool, record.id, { state: wasReady ? 'ready' : 'failed', wish: null, fault }, ENDED);
    }
    if (!wasReady && record.state !== 'promoted') await discard();
    // Whose rows it was to fill is left to who follows the log.
    await fenceViews(pool);
  } finally {
    parts.place?.giveUp();
  }
};

const becomeReady = ({ pool }: ReplayParts, { id }: ReplayRecord) =>
  change(pool, id, { state: 'ready', phase: null, perSecond: null });

const promote = async (
  { pool }: ReplayParts,
  { id, projection, version }: ReplayRecord,
  moving: Parameters<typeof swap>[0],
  steering: Steering,
  keepHours: number,
): Promise<void> => {
  await steering.enter('swapping');
  await swap(moving, { name: projection, version }, async (sql) => {
    await sql.query('update rapport_read.replay set kept_until = null where projection = $1', [projection]);
    const kept = `${ENDED}, kept_until = clock_timestamp() + ${Number(keepHours)} * interval '1 hour'`;
    await change(sql, id, { state: 'promoted', phase: null, wish: null, perSecond: null, shadow: null }, kept);
  });
  await pool.query('select pg_notify($1, $2)', ['rapport_views', '']);
};

/** Brings the table from before up to date, puts it back in its place, and drops the one that it replaces. */
const rollBack = async (parts: ReplayParts, record: ReplayRecord, registered: ProjectionTable): Promise<void> => {
  const { pool } = parts;
  const { id, projection, version } = record;
  const live = registered.table.options.tableName!;
  // The views' lease and this one count their epochs apart.
  await pool.query('update rapport_read.checkpoint set epoch = 0 where projection = $1 and version = $2', [
    oldName(projection),
    version,
  ]);
  const shadow = await Shadow.open(pool, registered, [oldName(projection), live + OLD]);
  const moving = { ...parts, shadow };
  await swap(moving, { name: projection, version }, async (sql) => {
    await change(sql, id, { state: 'rolled-back', wish: null }, `${ENDED}, kept_until = null`);
  });
  await pool.query(`drop table if exists ${pathOf(live + OLD)}`);
  await forgetName(pool, oldName(projection), version);
};
