import type { EventStore } from '@rapport/event-store';
import { customerStream, decisionStream, type Fact } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { Skipped } from '../skips/skipped';
import type { SliceRange } from '../slices';
import { earlyAmong, readAbout } from './about-events';
import { type About, type Entries, foldEntries, touches } from './fold-entries';

type Row = Readonly<Record<string, unknown>>;
const NOTHING: About = new Map();

/** Where the facts of one owner are. */
export const ownerStreams = (owner: string): readonly string[] => [customerStream(owner), decisionStream(owner)];

/** What rebuilding an owner's entries needs besides the owner's facts. */
export interface OwnerParts {
  readonly sql: Sql;
  readonly store: Pick<EventStore, 'find'>;
  readonly skipped: Skipped;
  readonly range: SliceRange;
  readonly position: string;
}

/** The events that records are about, where the projection takes facts back. `known`: those with a record before them. */
export const aboutOf = async (
  projection: EntryProjection<Row>,
  facts: readonly Fact[],
  { sql, store, position }: Pick<OwnerParts, 'sql' | 'store' | 'position'>,
  known?: ReadonlySet<string>,
): Promise<About> => {
  if (!projection.takeBack) return NOTHING;
  return readAbout(sql, store, facts, position, known ?? (await earlyAmong(sql, facts)));
};

/** All entries of one owner from nothing, of its facts up to a position in log order. */
export const refoldOwner = async (
  projection: EntryProjection<Row>,
  facts: readonly Fact[],
  parts: OwnerParts,
): Promise<Entries> => {
  const { skipped, range } = parts;
  const touched = touches(projection, facts, await aboutOf(projection, facts, parts), range);
  const left = skipped.any ? touched.filter(({ fact, queue }) => !skipped.covers(fact, queue)) : touched;
  return foldEntries(projection, left, new Map(), () => false);
};
