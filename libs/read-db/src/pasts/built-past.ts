import type { Sql } from '@rapport/postgres';

/**
 * Where a projection of the past stands.
 * - `requested`: the projector has not begun yet, or has others before it;
 * - `running`: it goes through the history; after a crash it begins again by itself;
 * - `paused`: what was read is given up; once resumed it begins again;
 * - `built`: its rows can be asked for, until `keptUntil`;
 * - `cancelled`, `failed`, `dropped`: there are no rows (any more).
 */
export type BuiltPastState = 'requested' | 'running' | 'paused' | 'built' | 'cancelled' | 'failed' | 'dropped';

/** All rows of a projection as of a moment of the past, as the record of their making says. Times are RFC 3339. */
export interface BuiltPast {
  readonly id: string;
  readonly projection: string;
  readonly version: number;
  /** As it was known then; null = as it was known when it was asked for. */
  readonly recorded: string | null;
  /** As it was then; null = all that was known. */
  readonly occurred: string | null;
  /** The log counts up to here. */
  readonly position: string;
  readonly askedBy: string;
  readonly state: BuiltPastState;
  readonly attempts: number;
  readonly table: string | null;
  /** Events read and events to read in this attempt. */
  readonly events: number;
  readonly total: number;
  readonly eventsPerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly rows: number | null;
  /** Keys whose events could not all be folded: their rows are those from before. */
  readonly parked: number;
  readonly fault: string | null;
  readonly askedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly keptUntil: string | null;
}

const iso = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
export const PAST_COLUMNS = `id::text, projection, version, recorded, occurred, position, asked_by as "askedBy", state, attempts,
  table_name as "table", events, total, per_second as "eventsPerSecond", row_count as rows, parked, fault,
  case when state = 'running' and per_second > 0 then ceil(greatest(0, total - events) / per_second) end as "etaSeconds",
  ${iso('asked_at')} as "askedAt", ${iso('started_at')} as "startedAt", ${iso('ended_at')} as "endedAt",
  ${iso('kept_until')} as "keptUntil"`;

/** The newest projections of the past, newest first. */
export const builtPasts = async (sql: Sql, max = 50): Promise<readonly BuiltPast[]> =>
  (await sql.query<BuiltPast>(`select ${PAST_COLUMNS} from rapport_read.past order by asked_at desc limit $1`, [max]))
    .rows;

/** One of them; null when there is none of this id. */
export const findBuiltPast = async (sql: Sql, id: string): Promise<BuiltPast | null> =>
  (await sql.query<BuiltPast>(`select ${PAST_COLUMNS} from rapport_read.past where id = $1::uuid`, [id])).rows[0] ??
  null;
