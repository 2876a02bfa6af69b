import { randomUUID } from 'node:crypto';
import type { Sql } from '@rapport/postgres';
import type { Versioned } from '../wait-for';
import { REPLAY_COLUMNS, type Replay, ReplayUnderWay } from './replays';

const UNDER_WAY = `state in ('requested', 'running', 'paused', 'ready')`;
/** Two that were asked for at the same moment: the index lets one in. */
const TWICE = '23505';

interface Request {
  /** Swap by itself once it is ready; so when absent. */
  readonly promote?: boolean;
  /** Who asks; the projector itself when absent. */
  readonly by?: string;
}

const REQUEST = `
  insert into rapport_read.replay (id, projection, version, promote, state, asked_by)
  select id, projection, version, $4, 'requested', $5
  from unnest($1::uuid[], $2::text[], $3::int[]) with ordinality as asked (id, projection, version, nth)
  where not exists (select from rapport_read.replay where projection = any($2) and ${UNDER_WAY})
  order by nth returning ${REPLAY_COLUMNS}`;

const OTHERS = `
  select id::text, projection, state from rapport_read.replay where projection = any($1) and ${UNDER_WAY} order by asked_at`;

/**
 * Asks the projector to build projections anew, all of them or none: they are seen at the same moment, so that those of customers read the log
 * together. Each has a replay of its own, in the order in which they are named. @throws ReplayUnderWay
 */
export const requestReplays = async (
  sql: Sql,
  projections: readonly Versioned[],
  { promote = true, by }: Request = {},
): Promise<readonly Replay[]> => {
  const ids = projections.map(() => randomUUID() as string);
  const names = projections.map(({ name }) => name);
  const versions = projections.map(({ version }) => version);
  const { rows } = await sql
    .query<Replay>(REQUEST, [ids, names, versions, promote, by ?? null])
    .catch((error: unknown) => {
      if ((error as { readonly code?: string }).code !== TWICE) throw error;
      return { rows: [] };
    });
  if (rows.length === names.length) return ids.map((id) => rows.find((row) => row.id === id)!);
  // Within a transaction that the index has broken off nothing more can be asked.
  const others = await sql
    .query<Pick<Replay, 'id' | 'projection' | 'state'>>(OTHERS, [names])
    .catch(() => ({ rows: [] }));
  const [other] = others.rows;
  throw new ReplayUnderWay(other?.projection ?? names[0]!, other);
};

/** Asks the projector to build a projection anew. @throws ReplayUnderWay */
export const requestReplay = async (sql: Sql, projection: Versioned, request: Request = {}): Promise<Replay> =>
  (await requestReplays(sql, [projection], request))[0]!;
