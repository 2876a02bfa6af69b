import type { EventStore } from '@rapport/event-store';
import type { Sql } from '@rapport/postgres';
import type { SliceRange } from '../slices';
import type { Versioned } from '../wait-for';

const BEGIN = `
  insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at, owes)
  select p.name, p.version, $3, $4, '', 0, clock_timestamp(), $5 from unnest($1::text[], $2::int[]) as p(name, version)
  on conflict (projection, version, lo, hi) do update set owes = excluded.owes
  where excluded.owes is not null and checkpoint.position = '' and checkpoint.owes is null`;
const OWES = 'select from rapport_read.checkpoint where projection = $1 and version = $2 and owes > position limit 1';
const BUILDING = `
  select distinct c.projection as name, c.version from rapport_read.checkpoint c
  join rapport_read.replay r on r.projection = c.projection and r.version = c.version
  where c.owes > c.position and r.state in ('requested', 'running', 'paused')`;

/**
 * Has those begin that never did, and writes down of who stands at the start how long the log is that they have before them, both at once: at no
 * moment anybody takes their rows for all there is.
 */
export const beginViews = async (
  sql: Sql,
  store: Pick<EventStore, 'head'>,
  projections: readonly Versioned[],
  { lo, hi }: SliceRange,
): Promise<void> => {
  const { position } = await store.head();
  const [names, versions] = [projections.map(({ name }) => name), projections.map(({ version }) => version)];
  await sql.query(BEGIN, [names, versions, lo, hi, position === '' ? null : position]);
};

/** True of a version whose rows nobody reads yet. */
export const isOwed = async (sql: Sql, { name, version }: Versioned): Promise<boolean> =>
  (await sql.query(OWES, [name, version])).rowCount !== 0;

/** Versions whose rows nobody reads before a rebuild has filled them, which is under way: it does so faster than who follows the log. */
export const leftToRebuilds = async (sql: Sql): Promise<readonly Versioned[]> =>
  (await sql.query<Versioned>(BUILDING)).rows;
