import type { Pool } from 'pg';
import type { Handle, KeptQuarter, Traces } from './vault';

const TRACES = `
  select array(select handle::text from rapport_vault.handle_key where handle = any($1::uuid[]) and wrapped is not null) as living,
    array(select key_id || ':' || encode(hash, 'hex') from rapport_vault.identifier where handle = any($1::uuid[]) order by hash) as hashes,
    (select count(*)::int from rapport_vault.token where handle = any($1::uuid[])) as words`;

/** What the vault's tables hold of handles. */
export const tracesOf = async (pool: Pool, handles: readonly Handle[]): Promise<Traces> =>
  (await pool.query<Traces>(TRACES, [handles])).rows[0]!;

/** Those of the handles whose keys were destroyed. */
export const erasedAmong = async (pool: Pool, handles: readonly Handle[]): Promise<ReadonlySet<Handle>> => {
  const { rows } = await pool.query<{ handle: Handle }>(
    'select handle from rapport_vault.handle_key where handle = any($1::uuid[]) and wrapped is null',
    [handles],
  );
  return new Set(rows.map(({ handle }) => handle));
};

/** Data classes and quarters with a key, or with one that was destroyed. */
export const keptQuarters = async (pool: Pool): Promise<readonly KeptQuarter[]> => {
  const { rows } = await pool.query<KeptQuarter>(
    `select class as "dataClass", quarter,
       to_char(destroyed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "destroyedAt"
     from rapport_vault.class_key order by quarter, class`,
  );
  return rows;
};
