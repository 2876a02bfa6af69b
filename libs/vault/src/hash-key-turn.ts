import { inTransaction, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { hashKeyName } from './secrets';

/** A hash key as the vault and the ledger keep it. */
export interface WrappedHashKey {
  readonly keyId: number;
  readonly wrapped: Buffer;
}

/** Waits for the claims under way, and lets none begin until the transaction is over. */
const ALONE = "select pg_advisory_xact_lock(hashtextextended('rapport_vault hashing', 0))";
/** Told like a destruction: every process looks within a second, those that read only too. */
const TELL = `
  with turn as (update rapport_vault.destruction set last = last + 1 returning last)
  insert into rapport_vault.destroyed (ordinal) select last from turn`;

const turn = (pool: Pool, work: (sql: Sql) => Promise<boolean>): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    await client.query(ALONE);
    const changed = await work(client);
    if (changed) await client.query(TELL);
    return changed;
  });

/**
 * Enters hash keys, the newest of which takes over from now on: what is claimed has rows under it and under the oldest.
 * False when the database had them.
 */
export const announceHashKeys = (pool: Pool, keys: readonly WrappedHashKey[]): Promise<boolean> =>
  turn(pool, async (sql) => {
    await sql.query(
      `insert into rapport_vault.secret (name, wrapped)
       select * from unnest($1::text[], $2::bytea[]) on conflict (name) do nothing`,
      [keys.map(({ keyId }) => hashKeyName(keyId)), keys.map(({ wrapped }) => wrapped)],
    );
    const newest = Math.max(...keys.map(({ keyId }) => keyId));
    const { rowCount } = await sql.query(
      `update rapport_vault.hashing set newest = $1::int, step = 'copy', after = '' where newest < $1::int`,
      [newest],
    );
    return rowCount === 1;
  });

/** From now on rows under the newest key only are read and written. */
export const retireOldHashKey = (pool: Pool): Promise<boolean> =>
  turn(pool, async (sql) => {
    const { rowCount } = await sql.query(
      `update rapport_vault.hashing set oldest = newest, step = 'remove', after = '' where oldest < newest and step = 'names'`,
    );
    return rowCount === 1;
  });
