import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Compiled } from '@rapport/definitions';
import type { Sql } from '@rapport/postgres';
import { builtProjections, type DefinedProjection } from '../defined/defined-projections';
import type { ProjectionTable } from '../follow';
import { SLICES } from '../slices';
import { describeTable } from '../views/row-store';
import type { Versioned } from '../wait-for';
import { besideEachOther, type Aggregates } from './aggregates';
import { catchUp, foremost, PATIENCE_MS, standingOf, type CatchUpParts, type Standing } from './catch-up';
import { comparable, compare, type Comparison } from './compare';
import { describedAggregates } from './described-aggregates';
import type { ReplayRecord } from './record';
import type { ReplayParts } from './run-replay';
import type { Steering } from './steering';
import { tableAggregates, type TableAggregates } from './table-aggregates';

type CheckParts = CatchUpParts & ReplayParts;

/**
 * Looks at the shadow and at rows that serve, both at one position: those that serve in a snapshot, in which they stand still while
 * they go on serving. Null when they have not come as far as the shadow, so that there is nothing to look at.
 */
const beside = async <T>(
  parts: CheckParts,
  serving: Versioned,
  steering: Steering,
  look: (snapshot: PoolClient, standing: readonly Standing[]) => Promise<T>,
): Promise<T | null> => {
  const { pool, shadow } = parts;
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const standing = await standingOf(client, serving);
    const own = foremost(await standingOf(pool, shadow.projection));
    if (own > foremost(standing)) return null;
    await catchUp(parts, foremost(standing), steering);
    return await look(client, standing);
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
};

/** The same, looked at again for a while. */
const patiently = async <T>(...asked: Parameters<typeof beside<T>>): Promise<T | null> => {
  const [{ patienceMs = PATIENCE_MS, signal }, , steering] = asked;
  for (const end = performance.now() + patienceMs; ;) {
    const found = await beside(...asked);
    if (found !== null || performance.now() > end) return found;
    await pause(100, undefined, { signal });
    await steering.look();
  }
};

/** Lays the shadow beside the live table, row by row. */
export const check = async (
  parts: CheckParts,
  { projection: name, version }: ReplayRecord,
  registered: ProjectionTable,
  steering: Steering,
): Promise<Comparison | null> => {
  const { pool, shadow } = parts;
  await steering.enter('comparing');
  const about = await describeTable(pool, registered.table);
  return beside(parts, { name, version }, steering, (client, standing) =>
    compare(client, pool, { about, live: shadow.live, rebuilt: shadow.table, standing, step: () => steering.look() }),
  );
};

/** Whether the rebuilt rows are not those that serve. */
export const isUnlike = (comparison: Comparison | null): boolean =>
  comparison === null || comparison.equal < comparison.rows;

const isDescribed = (table: ProjectionTable): table is DefinedProjection => 'compiled' in table;

/** The version that serves: of what somebody described perhaps an older one. Undefined: none does yet. */
const servingOf = async (sql: Sql, registered: ProjectionTable): Promise<ProjectionTable | undefined> => {
  if (!isDescribed(registered)) return registered;
  return (await builtProjections(sql)).find(({ projection }) => projection.name === registered.projection.name);
};

/** Adds up the fields of the rows that serve and of the rebuilt ones. @param deep also numbers within JSON */
export const addUp = async (
  parts: CheckParts,
  registered: ProjectionTable,
  deep: boolean,
  steering: Steering,
): Promise<Aggregates | null> => {
  const { pool, shadow } = parts;
  const before = await servingOf(pool, registered);
  if (!before) return null;
  const step = (): Promise<void> => steering.look();
  const sums = async (
    sql: Sql,
    table: string,
    of: ProjectionTable,
    slices: readonly number[],
  ): Promise<TableAggregates> => {
    const compiled: Compiled | null = isDescribed(of) ? of.compiled : null;
    if (compiled) return describedAggregates(sql, table, compiled, slices, step);
    return tableAggregates(sql, table, await describeTable(pool, of.table), slices, deep);
  };
  return patiently(parts, before.projection, steering, async (client, standing) => {
    const slices = Array.from({ length: SLICES }, (_, nth) => nth).filter(comparable(standing));
    const live = await sums(client, before.table.options.tableName!, before, slices);
    await step();
    const rebuilt = await sums(pool, shadow.table, registered, slices);
    return {
      position: foremost(standing),
      before: { version: before.projection.version, rows: live.rows },
      after: { version: registered.projection.version, rows: rebuilt.rows },
      fields: besideEachOther(live, rebuilt),
    };
  });
};
