import type { Sql } from '@rapport/postgres';
import type { Aggregates } from './aggregates';
import type { Comparison } from './compare';

/**
 * Where a replay stands.
 * - `requested`: the projector has not begun yet;
 * - `running`, `paused`: the live table serves all the while;
 * - `ready`: built and compared, waits to be promoted;
 * - `promoted`: it is the live table now; what was live before is kept for a while;
 * - `rolled-back`: the table from before is live again;
 * - `cancelled`, `failed`: nothing of it is left, the live table was never touched.
 */
export type ReplayState =
  'requested' | 'running' | 'paused' | 'ready' | 'promoted' | 'rolled-back' | 'cancelled' | 'failed';
export type ReplayPhase = 'reading' | 'indexing' | 'catching-up' | 'comparing' | 'swapping';
/** What a person may ask of a replay. */
export type ReplayWish = 'pause' | 'resume' | 'cancel' | 'promote' | 'rollback';

/** One rebuild of a projection, as its record says. Times are RFC 3339. */
export interface Replay {
  readonly id: string;
  readonly projection: string;
  readonly version: number;
  /** Swap by itself once it is ready. */
  readonly promote: boolean;
  readonly state: ReplayState;
  readonly phase: ReplayPhase | null;
  /** Asked for, not done yet. */
  readonly wish: ReplayWish | null;
  /** How often it was begun; more than once after a crash of the projector. */
  readonly attempts: number;
  readonly position: string;
  readonly head: string;
  /** Events read and events to read in this attempt. */
  readonly events: number;
  readonly total: number;
  /** Moving average of the last seconds. */
  readonly eventsPerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly rows: number | null;
  readonly comparison: Comparison | null;
  /** Beside the version that serves, which may be an older one; null: nothing serves that has come as far. */
  readonly aggregates: Aggregates | null;
  readonly fault: string | null;
  readonly askedAt: string;
  /** Who asked for it; null: the projector did, of a version with a long history before it or one that somebody described. */
  readonly by: string | null;
  /** Who asked last that something be done with it. */
  readonly wishBy: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Until when it can be rolled back. */
  readonly keptUntil: string | null;
}

/** Another replay of the projection is under way, or waits to be promoted: there is one at a time. */
export class ReplayUnderWay extends Error {
  readonly id: string | null;
  constructor(
    readonly projection: string,
    other: { readonly id: string; readonly state: ReplayState } | undefined,
  ) {
    const what = other?.state === 'ready' ? 'waits to be promoted or cancelled' : 'is under way';
    super(`a replay of ${projection} ${what}${other ? `: ${other.id}` : ''}`);
    this.id = other?.id ?? null;
    this.name = 'ReplayUnderWay';
  }
}

/** A replay in this state cannot do what was asked. */
export class NotNow extends Error {
  constructor(
    readonly state: ReplayState,
    readonly wish: ReplayWish,
  ) {
    super(`a replay that is ${state} cannot ${wish}`);
    this.name = 'NotNow';
  }
}

const iso = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
export const REPLAY_COLUMNS = `id::text, projection, version, promote, state, phase, wish, attempts, position, head, events, total,
  per_second as "eventsPerSecond", row_count as rows, comparison, aggregates, fault,
  case when state = 'running' and per_second > 0 then ceil(greatest(0, total - events) / per_second) end as "etaSeconds",
  ${iso('asked_at')} as "askedAt", asked_by as by, wish_by as "wishBy", ${iso('started_at')} as "startedAt", ${iso('ended_at')} as "endedAt",
  ${iso('kept_until')} as "keptUntil"`;

/** The newest replays, newest first. */
export const replays = async (sql: Sql, max = 50): Promise<readonly Replay[]> =>
  (await sql.query<Replay>(`select ${REPLAY_COLUMNS} from rapport_read.replay order by asked_at desc limit $1`, [max]))
    .rows;

/** One replay; null when there is none of this id. */
export const findReplay = async (sql: Sql, id: string): Promise<Replay | null> =>
  (await sql.query<Replay>(`select ${REPLAY_COLUMNS} from rapport_read.replay where id = $1::uuid`, [id])).rows[0] ??
  null;

const POSSIBLE: Readonly<Record<ReplayWish, readonly ReplayState[]>> = {
  pause: ['requested', 'running'],
  resume: ['paused'],
  cancel: ['requested', 'running', 'paused', 'ready'],
  promote: ['ready'],
  rollback: ['promoted'],
};

/**
 * Asks the projector to do something with a replay; it does so within a second. A later wish takes the place of an earlier
 * one; to resume what was asked to pause and has not yet is one, too. Null when there is no replay of this id. @throws NotNow
 */
export const wishOf = async (
  sql: Sql,
  id: string,
  wish: ReplayWish,
  by: string | null = null,
): Promise<Replay | null> => {
  const { rows } = await sql.query<Replay>(
    `update rapport_read.replay set wish = $2, wish_by = $4
     where id = $1::uuid and (state = any($3) or ($2 = 'resume' and wish = 'pause')) and ($2 <> 'rollback' or kept_until > clock_timestamp())
     returning ${REPLAY_COLUMNS}`,
    [id, wish, POSSIBLE[wish], by],
  );
  if (rows[0]) return rows[0];
  const found = await findReplay(sql, id);
  if (found) throw new NotNow(found.state, wish);
  return null;
};
