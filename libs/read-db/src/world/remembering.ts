import { tablePathOf } from '@rapport/projections';
import { worldProjections } from './projections';
import type { Stage } from './stage';

/** What commits without waiting for the disk: everything of identity and views. */
const LOST = [
  ...['handle', 'edge', 'record', 'membership'].map((name) => `rapport_read.identity_${name}`),
  ...['checkpoint', 'parked'].map((name) => `rapport_read.${name}`),
  ...worldProjections.map(({ table }) => tablePathOf(table)),
];

/** The tables as they are, to be put back: what a crash of the database leaves whose last commits had not reached the disk. */
export const remembering = async ({ database: { pool } }: Stage): Promise<() => Promise<void>> => {
  await pool.query('create schema before');
  for (const [n, path] of LOST.entries()) await pool.query(`create table before.t${n} as table ${path}`);
  return async () => {
    const back = LOST.map((path, n) => `truncate ${path}; insert into ${path} select * from before.t${n}`);
    await pool.query(`begin; ${back.join(';')}; commit; drop schema before cascade`);
  };
};
