import type { Projection } from '@rapport/fold';
import type { Sql, Statement } from '@rapport/postgres';
import { prepared } from '../prepared';
import { liveName } from '../replay/spare-table';
import { loadSkipped } from '../skips/skipped';
import { forgetSkipped } from '../skips/skips';
import type { Versioned } from '../wait-for';
import type { ParkedNow } from './changes';

// Who parks a key at an event that somebody has just told us to leave out has not heard of that yet: it is tried again.
const PARK = `
  insert into rapport_read.parked as p (projection, version, key, position, event_id, error, parked_at, retry)
  select $1, $2, r.key, r.position, r.event_id, r.error, clock_timestamp(), exists (
    select from rapport_read.skipped s where s.projection = $4 and s.version = $2 and s.event_id = r.event_id
      and (s.key = r.key or not s.one_row))
  from json_to_recordset($3::json) as r(key text, position text, event_id uuid, error text)
  on conflict (projection, version, key) do update
  set position = excluded.position, event_id = excluded.event_id, error = excluded.error,
    retry = excluded.retry, parked_at = p.parked_at`;
const HEAL = 'delete from rapport_read.parked where projection = $1 and version = $2 and key = any($3)';
const LIST = `
  select key, retry, event_id::text as "eventId", position from rapport_read.parked where projection = $1 and version = $2`;
const ASKED = prepared(`
  select exists (
    select from unnest($1::text[], $2::int[]) as of(projection, version)
    join rapport_read.parked p using (projection, version) where p.retry) as asked`);
const RETRY = `
  update rapport_read.parked set retry = true where projection = $1 and version = $2 and key = $3`;

/** Parks keys and takes others out; for a batch's transaction: a checkpoint never passes a failure unseen. */
export const parking = (
  { name, version }: Versioned,
  parked: readonly ParkedNow[],
  healed: readonly string[],
): readonly Statement[] => {
  const rows = parked.map(({ key, poison: { position, eventId }, error }) => {
    return { key, position, event_id: eventId, error };
  });
  return [
    ...(healed.length > 0 ? [{ text: HEAL, values: [name, version, healed] }] : []),
    ...(rows.length > 0 ? [{ text: PARK, values: [name, version, JSON.stringify(rows), liveName(name)] }] : []),
  ];
};

/** Whether somebody wants anything that is parked of these projections to be tried again; who tells one to leave an event out does. */
export const isRetryAsked = async (sql: Sql, projections: readonly Versioned[]): Promise<boolean> => {
  const values = [projections.map(({ name }) => name), projections.map(({ version }) => version)];
  return (await sql.query<{ asked: boolean }>({ ...ASKED, values })).rows[0]!.asked;
};

interface ParkedRow {
  readonly key: string;
  readonly retry: boolean;
  readonly eventId: string;
  readonly position: string;
}

/** What is parked of a projection, which of it somebody wants to be tried again, and which events are to be left out. */
export const loadParked = async (sql: Sql, { name, version }: Projection) => {
  const [{ rows }, skipped] = await Promise.all([
    sql.query<ParkedRow>(LIST, [name, version]),
    loadSkipped(sql, { name, version }),
  ]);
  const wanted = rows.filter(({ retry }) => retry);
  return {
    keys: new Set(rows.map(({ key }) => key)),
    skipped,
    retry: wanted.map(({ key, eventId, position }) => ({ key, poison: { eventId, position } })),
  };
};

/**
 * Asks the projector to fold a parked customer (for entries: owner handle) again from the log, once what made it fail is
 * mended; false when nothing of that name is parked. If it fails again it stays parked.
 */
export const retryParked = async (sql: Sql, { name, version }: Versioned, key: string): Promise<boolean> =>
  ((await sql.query(RETRY, [name, version, key])).rowCount ?? 0) > 0;

const FORGET = `update rapport_read.parked set error = 'erased' where key = any($1::text[])`;

/**
 * Forgets why the events of erased customers could not be folded: messages of failures may repeat what they were about. They
 * stay parked; gives back how many are. What was written about skipped ones goes too.
 */
export const forgetParked = async (sql: Sql, keys: readonly string[]): Promise<number> => {
  await forgetSkipped(sql, keys);
  return (await sql.query(FORGET, [keys])).rowCount ?? 0;
};
