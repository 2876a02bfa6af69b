import type { DataClass } from '@rapport/events';
import { inTransaction } from '@rapport/postgres';
import type { Pool } from 'pg';
import { retentionCode } from './quarter';
import type { Handle } from './vault';

/**
 * Destroys keys of handles and their traces in the indexes, and notes it in its order, in one transaction. The hashes of their
 * identifiers move to the list of the suppressed. Handles that the vault has not met are entered as destroyed: an erasure that
 * is applied again to an older copy must hold there too.
 * (The wrapped key stays in PostgreSQL's dead rows until they are vacuumed, and in backups made before.)
 */
export const destroyHandleKeys = async (pool: Pool, handles: readonly Handle[]): Promise<void> => {
  if (handles.length === 0) return;
  await inTransaction(pool, async (client) => {
    await client.query(LOCK_TURN);
    await client.query(LOCK_KEYS, [handles]);
    await client.query(DESTROY, [handles, handles.length]);
  });
};

/**
 * Whoever adds rows for handles that live holds one of these locks: destroying begins when they are done, by a statement of
 * its own, which sees their rows.
 */
const LOCK_TURN = 'select from rapport_vault.destruction for update';
const LOCK_KEYS = 'select from rapport_vault.handle_key where handle = any($1::uuid[]) order by handle for update';

const DESTROY = `
    with turn as (update rapport_vault.destruction set last = last + $2::int returning last),
     gone as (
       insert into rapport_vault.handle_key (handle, wrapped, destroyed_at)
       select handle, null, now() from unnest($1::uuid[]) handle order by handle
       on conflict (handle) do update set wrapped = null, destroyed_at = now() where handle_key.wrapped is not null),
     unnamed as (delete from rapport_vault.identifier where handle = any($1::uuid[]) returning hash, key_id),
     suppressed as (
       insert into rapport_vault.suppressed (hash, key_id, erased_at, ordinal)
       select hash, key_id, now(), last from unnamed, turn order by hash
       on conflict (hash) do update set erased_at = excluded.erased_at, ordinal = excluded.ordinal),
     unfound as (delete from rapport_vault.token where handle = any($1::uuid[]))
     insert into rapport_vault.destroyed (ordinal, handle)
     select last - $2::int + i, handle from turn, unnest($1::uuid[]) with ordinality as each (handle, i)`;

/** Destroys the key of a data class in a quarter, which can't be made again, and the words that were findable under it. */
export const destroyQuarterKey = async (pool: Pool, dataClass: DataClass, quarter: string): Promise<void> => {
  await pool.query(
    `with turn as (update rapport_vault.destruction set last = last + 1 returning last),
     gone as (
       insert into rapport_vault.class_key (class, quarter, wrapped, destroyed_at) values ($1, $2, null, now())
       on conflict (class, quarter) do update set wrapped = null, destroyed_at = now()
       where class_key.wrapped is not null),
     unfound as (delete from rapport_vault.token where kept_under = $3)
     insert into rapport_vault.destroyed (ordinal, class, quarter) select last, $1, $2 from turn`,
    [dataClass, quarter, retentionCode(dataClass, quarter)],
  );
};
