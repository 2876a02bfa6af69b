import { inTransaction } from '@rapport/postgres';
import type { Pool } from 'pg';

// Ordinals stay; the trigger that refuses another epoch steps aside for this one statement.
const CHANGE = `
  alter table rapport_store.head disable trigger only_rise;
  update rapport_store.head set epoch = (
    select e from (select left(md5(gen_random_uuid()::text), 8) as e from generate_series(1, 3)) made
    where e <> head.epoch limit 1);
  alter table rapport_store.head enable always trigger only_rise;`;

/**
 * Gives the log of a PostgreSQL store a new epoch, as a restored store must have one: positions given before mean nothing
 * any more, and whoever still holds one is told. Every store that is open on it stops with EpochMismatch.
 * @returns the new epoch.
 */
export const newEpoch = (pool: Pool): Promise<string> =>
  inTransaction(pool, async (client) => {
    await client.query(CHANGE);
    const { rows } = await client.query<{ epoch: string }>('select epoch from rapport_store.head');
    return rows[0]!.epoch;
  });
