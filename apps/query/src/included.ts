import { Problem, invalid, unavailable } from '@rapport/edge';
import type { Versioned } from '@rapport/read-db';
import type { QueryParts } from './parts';

const POSITION = /^[0-9a-f]{8}-\d{19}$/;
const WAIT_MS = 5_000;
/** When to ask again for a view that is being built. */
const BUILDING_SECONDS = 10;
/** A version that has not come to where an older one stands is still being built: its rows would deny what was known. */
const REACHED = `
  select case when bool_and(c.position is not null) then min(c.position collate "C") end as position,
    max(p.name) filter (where exists (select from rapport_read.checkpoint o where o.projection = p.name
      and o.version < p.version and o.position > coalesce(c.position, ''))) as building
  from unnest($1::text[], $2::int[]) as p(name, version)
  left join rapport_read.checkpoint c on c.projection = p.name and c.version = p.version`;

/**
 * The log position that an answer from these projections includes, read before the rows: they may be newer, never older.
 * With `minPosition` it first waits, at most five seconds, until that position is included. '' = nothing yet.
 * @throws Problem 400 for what is no position, 409 for one of another history, 503 when it is not included in time or
 * while a new version of a projection has not yet caught up with the version before.
 */
export const included = async (
  { pool, waiter }: Pick<QueryParts, 'pool' | 'waiter'>,
  projections: readonly Versioned[],
  minPosition: string | undefined,
): Promise<string> => {
  if (minPosition === undefined) return reached(pool, projections);
  if (!POSITION.test(minPosition)) throw invalid('minPosition must be a position as receipts and answers give it');
  const before = await reached(pool, projections);
  if (before !== '' && epochOf(before) !== epochOf(minPosition)) {
    throw new Problem(409, 'other-history', 'minPosition is of another history: the store was restored or replaced');
  }
  if (before >= minPosition) return before;
  if (await waiter.waitFor(minPosition, projections, WAIT_MS)) return reached(pool, projections);
  throw unavailable('not-included-yet', 'the views do not include minPosition yet; repeat, or leave it out');
};

const epochOf = (position: string): string => position.slice(0, 8);

const reached = async (pool: QueryParts['pool'], projections: readonly Versioned[]): Promise<string> => {
  const values = [projections.map(({ name }) => name), projections.map(({ version }) => version)];
  const { rows } = await pool.query<{ position: string | null; building: string | null }>({
    name: 'reached',
    text: REACHED,
    values,
  });
  const { position = null, building = null } = rows[0] ?? {};
  if (building !== null) {
    const detail = `a new version of ${building} is being built and has not caught up yet; see GET /v1/projections`;
    throw unavailable('view-being-built', detail, BUILDING_SECONDS);
  }
  return position ?? '';
};
