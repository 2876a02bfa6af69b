import { type EventStore, ordinalOf } from '@rapport/event-store';
import type { Sql } from '@rapport/postgres';
import type { Versioned } from '../wait-for';

/** So few events are folded in a moment: nobody need be told to come back. */
const FEW = 4_000;
const NOTE = `
  update rapport_read.checkpoint c set owes = $3 from unnest($1::text[], $2::int[]) as p(name, version)
  where c.projection = p.name and c.version = p.version and c.position = '' and c.owes is null`;
const OWES = 'select from rapport_read.checkpoint where projection = $1 and version = $2 and owes > position limit 1';
const BUILDING = `
  select distinct c.projection as name, c.version from rapport_read.checkpoint c
  join rapport_read.replay r on r.projection = c.projection and r.version = c.version
  where c.owes > c.position and r.state in ('requested', 'running', 'paused')`;

/** Writes down of those who stand at the start how long the log is that they have before them, so that nobody takes their rows for all there is. */
export const noteOwed = async (
  sql: Sql,
  store: Pick<EventStore, 'head' | 'ordinalsPerEvent'>,
  projections: readonly Versioned[],
): Promise<void> => {
  const { position } = await store.head();
  if (Number(ordinalOf(position)) < FEW * store.ordinalsPerEvent) return;
  const [names, versions] = [projections.map(({ name }) => name), projections.map(({ version }) => version)];
  await sql.query(NOTE, [names, versions, position]);
};

/** True of a version whose rows nobody reads yet. */
export const isOwed = async (sql: Sql, { name, version }: Versioned): Promise<boolean> =>
  (await sql.query(OWES, [name, version])).rowCount !== 0;

/** Versions whose rows nobody reads before a rebuild has filled them, which is under way: it does so faster than who follows the log. */
export const leftToRebuilds = async (sql: Sql): Promise<readonly Versioned[]> =>
  (await sql.query<Versioned>(BUILDING)).rows;
