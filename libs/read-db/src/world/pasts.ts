import { eventually } from '@rapport/testing';
import { type BuiltPast, type BuiltPastState, findBuiltPast } from '../pasts/built-past';
import { pastTable } from '../pasts/past-table';
import { requestPast } from '../pasts/request-past';
import { steerPast } from '../pasts/steer-past';
import type { ProjectionTable } from '../projection-table';
import { storedRows, type Stage } from './stage';

/** Waits until a projection of the past is in one of the states. */
export const untilPast = async (stage: Stage, id: string, ...states: readonly BuiltPastState[]): Promise<BuiltPast> => {
  let found: BuiltPast | null = null;
  await eventually(async () => {
    found = await findBuiltPast(stage.database.pool, id);
    if (found?.state === 'failed' && !states.includes('failed')) throw new Error(`failed: ${found.fault}`);
    expect(states).toContain(found?.state);
  }, 60_000);
  return found!;
};

/** Asks for one. */
export const askPast = async (
  stage: Stage,
  { projection }: ProjectionTable,
  position: string,
  occurred?: string,
): Promise<BuiltPast> =>
  (await requestPast(stage.database.pool, { projection, position, occurred, askedBy: 'k1' })).past;

/** Its rows, by key. */
export const rowsOfPast = async (
  stage: Stage,
  of: ProjectionTable,
  { table }: BuiltPast,
): Promise<Record<string, object>> => (await storedRows(stage, pastTable(of, table!))) as Record<string, object>;

/** Gives it up. */
export const dropPast = async (stage: Stage, { id }: BuiltPast): Promise<void> => {
  await steerPast(stage.database.pool, id, 'drop');
};

/** Names of all tables of the past. */
export const pastTables = async ({ database: { pool } }: Stage): Promise<readonly string[]> => {
  const names = `select tablename as name from pg_tables where tablename ~ '_past_' order by 1`;
  return (await pool.query<{ name: string }>(names)).rows.map(({ name }) => name);
};
