import type { Pool } from 'pg';
import type { Projection } from '@rapport/fold';
import { inTransaction, type Sql } from '@rapport/postgres';
import type { Versioned } from '../wait-for';

/** An event that one version of a projection leaves out, because a person said so. */
export interface Skip {
  readonly eventId: string;
  readonly position: string;
  /** The customer (for entries: owner handle or row) that it had parked. */
  readonly key: string;
  /** Why it could not be folded. */
  readonly error: string;
  readonly reason: string;
  /** Name of the key of the person or system that asked. */
  readonly actor: string;
  /** RFC 3339. */
  readonly skippedAt: string;
}

/** What somebody asks to be left out, and why. */
export interface SkipRequest {
  readonly key: string;
  readonly eventId: string;
  readonly reason: string;
  readonly actor: string;
}

/** How asking to leave an event out can end; `waiting`: it is another event that the key waits for. */
export type SkipOutcome =
  | { readonly outcome: 'skipped'; readonly skip: Skip }
  | { readonly outcome: 'not-parked' }
  | { readonly outcome: 'waiting'; readonly eventId: string };

const COLUMNS = `event_id::text as "eventId", position, key, error, reason, actor,
  to_char(skipped_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "skippedAt"`;
const LIST = `
  select ${COLUMNS} from rapport_read.skipped where projection = $1 and version = $2 order by position, key`;
const PARKED = `
  select event_id::text as "eventId", position, error from rapport_read.parked
  where projection = $1 and version = $2 and key = $3 for update`;
const SKIP = `
  insert into rapport_read.skipped (projection, version, event_id, position, key, error, reason, actor, one_row)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (projection, version, event_id, key) do update set reason = excluded.reason, actor = excluded.actor
  returning ${COLUMNS}`;
const RETRY = 'update rapport_read.parked set retry = true where projection = $1 and version = $2 and key = $3';

/** The events that this version of a projection leaves out, in log order. */
export const skips = async (sql: Sql, { name, version }: Versioned): Promise<readonly Skip[]> =>
  (await sql.query<Skip>(LIST, [name, version])).rows;

/**
 * Tells a projection to leave out the event that a key is parked at; the projector then folds the key again without it. Only
 * the event that failed can be left out, so that nobody skips what they have not looked at.
 */
export const skipEvent = async (
  pool: Pool,
  projection: Projection,
  { key, eventId, reason, actor }: SkipRequest,
): Promise<SkipOutcome> =>
  inTransaction(pool, async (client) => {
    const { name, version } = projection;
    const { rows } = await client.query<{ eventId: string; position: string; error: string }>(PARKED, [
      ...[name, version, key],
    ]);
    const [parked] = rows;
    if (!parked) return { outcome: 'not-parked' };
    if (parked.eventId !== eventId) return { outcome: 'waiting', eventId: parked.eventId };
    const oneRow = projection.scope === 'entry' && projection.slicedBy === 'key';
    const values = [name, version, eventId, parked.position, key, parked.error, reason, actor, oneRow];
    const skipped = await client.query<Skip>(SKIP, values);
    await client.query(RETRY, [name, version, key]);
    return { outcome: 'skipped', skip: skipped.rows[0]! };
  });

const FORGET = `update rapport_read.skipped set error = 'erased', reason = 'erased' where key = any($1::text[])`;

/** Forgets what was written about skipped events of erased customers; the skips themselves stay, as a rebuild needs them. */
export const forgetSkipped = async (sql: Sql, keys: readonly string[]): Promise<void> => {
  await sql.query(FORGET, [keys]);
};
