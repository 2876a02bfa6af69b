import type { Fact } from '@rapport/events';
import { subjectOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { liveName } from '../replay/spare-table';
import type { Versioned } from '../wait-for';

/** Events that a view leaves out. */
export interface Skipped {
  /** False when nothing is left out, as nearly always. */
  readonly any: boolean;
  /**
   * True when the event that the fact is about is left out: an event is left out with its corrections.
   * @param queue under which name it would wait if it failed; an event that touches several rows is left out of each alone.
   */
  covers(fact: Fact, queue: string): boolean;
}

const SKIPPED = `
  select event_id::text || case when one_row then ' ' || key else '' end as place from rapport_read.skipped
  where projection = $1 and version = $2`;

/** What a projection leaves out; a table that is built beside the live one leaves out the same. */
export const loadSkipped = async (sql: Sql, { name, version }: Versioned): Promise<Skipped> => {
  const { rows } = await sql.query<{ place: string }>(SKIPPED, [liveName(name), version]);
  const places = new Set(rows.map(({ place }) => place));
  const covers = (fact: Fact, queue: string): boolean => {
    const subject = subjectOf(fact);
    return places.has(subject) || places.has(`${subject} ${queue}`);
  };
  return { any: places.size > 0, covers: (fact, queue) => places.size > 0 && covers(fact, queue) };
};

/** The facts of one customer that a view folds. */
export const withoutSkipped = (facts: readonly Fact[], skipped: Skipped, customer: string): readonly Fact[] =>
  skipped.any ? facts.filter((fact) => !skipped.covers(fact, customer)) : facts;
