import type { Sql } from '@rapport/postgres';
import { DECIDED } from './identity/unread';

/** How far a follower of the log has come. */
export interface Progress {
  readonly projection: string;
  readonly version: number;
  /** Everything at or before it is included, with what was decided of it; '' = nothing yet. The least of its slices. */
  readonly position: string;
  readonly eventId: string | null;
  /** The end of the log as the projector last saw it; '' = never seen or empty. */
  readonly head: string;
  /** Events between position and head. */
  readonly lag: number;
  /** Age in milliseconds of the oldest event that is waiting; 0 when none is known to wait. */
  readonly oldestWaitingMs: number;
  /** Customers (or rows) that an event failed for and whose later events queue behind it. */
  readonly parked: number;
  /** Why a slice does not move, if one does not: it has stopped, or fails and is tried again. */
  readonly fault: string | null;
  /** Since when: RFC 3339. */
  readonly faultSince: string | null;
  /** When it is tried again: RFC 3339; null with a fault = it has stopped, until a person looks at it. */
  readonly nextTryAt: string | null;
  /** When the position last moved: RFC 3339. */
  readonly updatedAt: string;
  /** When the projector last looked at the end of the log: RFC 3339; old = the projector is down and `lag` is not true. */
  readonly headSeenAt: string | null;
}

// Names with a tilde are of tables beside the live ones (replay/spare-table.ts).
const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const POSITIONS = `
  with slowest as (
    select distinct on (projection, version) projection, version, position, event_id, updated_at,
      min(waiting_since) over each as waiting_since,
      coalesce(min(fault) filter (where try_at is null) over each, min(fault) over each) as fault,
      min(fault_since) filter (where fault is not null) over each as fault_since,
      count(*) filter (where fault is not null and try_at is null) over each as stopped,
      min(try_at) filter (where fault is not null) over each as try_at
    from ${DECIDED} c where projection not like '%~%' window each as (partition by projection, version)
    order by projection, version, position)
  select s.projection, s.version, s.position, s.event_id::text as "eventId", coalesce(h.position, '') as head,
    greatest(0, coalesce(right(h.position, 19), '0')::bigint - coalesce(nullif(right(s.position, 19), ''), '0')::bigint)::float8
      as lag,
    case when s.position < h.position
      then coalesce(greatest(0, extract(epoch from now() - s.waiting_since) * 1000), 0) else 0 end::float8 as "oldestWaitingMs",
    (select count(*)::int from rapport_read.parked p where p.projection = s.projection and p.version = s.version) as parked,
    s.fault, to_char(s.fault_since, ${ISO}) as "faultSince",
    to_char(case when s.stopped = 0 then s.try_at end, ${ISO}) as "nextTryAt",
    to_char(s.updated_at, ${ISO}) as "updatedAt", to_char(h.seen_at, ${ISO}) as "headSeenAt"
  from slowest s left join rapport_read.head h on true order by 1, 2`;

/** The progress of identity (projection `identity`) and of every projection, by name. */
export const positions = async (sql: Sql): Promise<readonly Progress[]> => (await sql.query<Progress>(POSITIONS)).rows;

/** A customer (or row) whose events queue behind one that could not be folded. */
export interface Parked {
  readonly projection: string;
  readonly version: number;
  readonly key: string;
  readonly position: string;
  readonly eventId: string;
  readonly error: string;
  readonly parkedAt: string;
}

/** What is parked, oldest first. */
export const parked = async (sql: Sql): Promise<readonly Parked[]> =>
  (
    await sql.query<Parked>(`select projection, version, key, position, event_id::text as "eventId", error,
      to_char(parked_at, ${ISO}) as "parkedAt" from rapport_read.parked
      where projection not like '%~%' order by parked_at, projection, key`)
  ).rows;
