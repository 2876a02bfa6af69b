import type { PoolClient } from 'pg';
import { lockSteps } from './migrate';
import { goneOf, tablesOf } from './tables-gone';

const FUNCTIONS = /\bcreate (?:or replace )?function ([a-z_]+\.[a-z_]+)/g;

/**
 * Takes out what is left of a component some of whose tables are gone, and forgets that its steps were ever run, within the caller's
 * transaction: `migrate` makes all of it again, empty. False when nothing of it is gone (another process was here before).
 */
export const forgetSteps = async (
  client: PoolClient,
  component: string,
  steps: readonly string[],
): Promise<boolean> => {
  const applied = await lockSteps(client, component);
  const done = steps.slice(0, applied);
  const tables = tablesOf(done);
  const gone = new Set(await goneOf(client, tables));
  if (gone.size === 0) return false;
  const left = tables.filter((table) => !gone.has(table));
  if (left.length > 0) await client.query(`drop table ${left.join(', ')} cascade`);
  const functions = done.flatMap((step) => [...step.matchAll(FUNCTIONS)].map(([, name]) => name!));
  for (const name of new Set(functions)) await client.query(`drop function if exists ${name} cascade`);
  await client.query('delete from rapport_meta.migration where component = $1', [component]);
  return true;
};
