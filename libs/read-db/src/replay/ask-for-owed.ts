import type { Sql } from '@rapport/postgres';
import type { ProjectionTable } from '../projection-table';
import type { Versioned } from '../wait-for';
import type { Log } from '../worker';
import { fenceViews } from './fence-views';
import { ReplayUnderWay } from './replays';
import { requestReplay } from './request-replays';

/** With so many events before it, a version is there sooner by a rebuild than by following the log. */
export const MANY_EVENTS = 20_000;
/** Who is who must be known up to where they owe: rebuilds take it as it is. Whoever calls one off, or sees it fail, leaves them to the followers. */
const OWED = `
  select c.projection as name, c.version from rapport_read.checkpoint c
  where c.owes > c.position and c.projection not like '%~%'
    and c.owes <= (select min(position) from rapport_read.checkpoint where projection = 'identity')
    and right(c.owes, 19)::bigint - coalesce(nullif(right(c.position, 19), ''), '0')::bigint >= $1
    and not exists (select from rapport_read.replay r where r.projection = c.projection and r.version = c.version
      and (r.state in ('requested', 'running', 'paused', 'ready')
        or r.state in ('cancelled', 'failed') and r.ended_at > clock_timestamp() - interval '1 hour'))
  group by 1, 2 order by 1, 2`;

/**
 * Asks for rebuilds of the versions that have long histories before them: new ones of a new release, and those whose rows were lost.
 * @param many ordinals from which on a history is long
 */
export const askForOwed = async (
  sql: Sql,
  projections: readonly ProjectionTable[],
  log: Log,
  many: number,
): Promise<void> => {
  const { rows } = await sql.query<Versioned>(OWED, [many]);
  const isOwed = ({ projection }: ProjectionTable): boolean =>
    rows.some(({ name, version }) => name === projection.name && version === projection.version);
  // Customers first: somebody waits for their cards, and rebuilds of them read the log together.
  const rank = ({ projection }: ProjectionTable): number => (projection.scope === 'customer' ? 0 : 1);
  let asked = 0;
  for (const { projection } of projections.filter(isOwed).sort((a, b) => rank(a) - rank(b))) {
    try {
      await requestReplay(sql, projection);
      asked += 1;
      log('info', `${projection.name} v${projection.version} has a long history before it and is rebuilt`);
    } catch (error) {
      if (!(error instanceof ReplayUnderWay)) throw error;
    }
  }
  if (asked > 0) await fenceViews(sql);
};
