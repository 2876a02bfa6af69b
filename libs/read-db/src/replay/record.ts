import type { Sql } from '@rapport/postgres';
import type { Aggregates } from './aggregates';
import type { Comparison } from './compare';
import type { ReplayPhase, ReplayState, ReplayWish } from './replays';

/** What the projector works from: a replay's own record. */
export interface ReplayRecord {
  readonly id: string;
  readonly projection: string;
  readonly version: number;
  readonly promote: boolean;
  readonly state: ReplayState;
  readonly wish: ReplayWish | null;
  readonly shadow: string | null;
}

const COLUMNS = 'id::text, projection, version, promote, state, wish, shadow';

/** The replays for which there is something to do, oldest first: asked for, broken off by a crash, or wished for since. */
export const dueReplays = async (sql: Sql): Promise<readonly ReplayRecord[]> =>
  (
    await sql.query<ReplayRecord>(`select ${COLUMNS} from rapport_read.replay
      where state in ('requested', 'running') or (state = 'paused' and wish in ('resume', 'cancel'))
        or (state = 'ready' and wish in ('promote', 'cancel')) or (state = 'promoted' and wish = 'rollback')
      order by asked_at`)
  ).rows;

/** Changes of the record; absent members stay. */
export interface Change {
  readonly state?: ReplayState;
  readonly phase?: ReplayPhase | null;
  readonly wish?: null;
  readonly shadow?: string | null;
  readonly position?: string;
  readonly head?: string;
  readonly events?: number;
  readonly total?: number;
  readonly perSecond?: number | null;
  readonly rows?: number | null;
  readonly comparison?: Comparison | null;
  readonly aggregates?: Aggregates | null;
  readonly fault?: string | null;
}

/** Columns of JSON. */
const JSONS = ['comparison', 'aggregates'];
const NAMES: Readonly<Record<string, string>> = { perSecond: 'per_second', rows: 'row_count' };

/** Writes changes into the record, with SQL for the times if any; returns what was wished for meanwhile. */
export const change = async (sql: Sql, id: string, changes: Change, times = ''): Promise<ReplayWish | null> => {
  const entries = Object.entries(changes);
  const sets = entries.map(([name], nth) => `${NAMES[name] ?? name} = $${nth + 2}`);
  const values = entries.map(([name, value]) => (JSONS.includes(name) && value ? JSON.stringify(value) : value));
  const { rows } = await sql.query<{ wish: ReplayWish | null }>(
    `update rapport_read.replay set ${[...sets, ...(times === '' ? [] : [times])].join(', ')}
     where id = $1::uuid returning wish`,
    [id, ...values],
  );
  return rows[0] ? rows[0].wish : 'cancel';
};
