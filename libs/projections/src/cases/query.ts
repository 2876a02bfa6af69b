import type { EntityManager, EntitySchema } from 'typeorm';
import { tablePathOf } from '../row-table';
import { casesTable } from './table';

/** What an open case was about, and how many such there were. */
export interface BacklogCount {
  readonly kind: string;
  readonly reason: string;
  readonly channel: string;
  readonly department: string;
  readonly open: number;
  /** Of these: past their promised time. */
  readonly overdue: number;
}

/** Of a case that was reopened before it was opened, as far as is known, nobody could say then over which channel it had come. */
const CHANNEL = `case when exists (select from jsonb_to_recordset(c.steps) as o(step text, "at" text)
  where o.step = 'opens' and o."at" collate "C" <= $1) then c.channel else '' end`;

/**
 * The cases open at a moment (opened at or before it, not closed at or before it), by what they were about then. What happened after the
 * moment changes nothing of it: it is the same as of the moment and of any later one, among what is known.
 * @param at RFC 3339, UTC, milliseconds.
 * @param table one of the past in place of the live one
 */
export const backlogAt = (
  db: EntityManager,
  at: string,
  table: EntitySchema<any> = casesTable,
): Promise<readonly BacklogCount[]> =>
  db.query<BacklogCount[]>(
    `select s.kind, s.reason, ${CHANNEL} as channel, s.department, count(*)::int as open,
       (count(*) filter (where s."dueAt" collate "C" < $1))::int as overdue
     from ${tablePathOf(table)} c
     cross join lateral jsonb_to_recordset(c.spans)
       as s("from" text, "to" text, kind text, reason text, department text, "dueAt" text)
     where c.opened_at <= $1 and (c.closed_at is null or c.closed_at > $1)
       and s."from" collate "C" <= $1 and (s."to" is null or s."to" collate "C" > $1)
     group by 1, 2, 3, 4 order by open desc, 1, 2, 3, 4`,
    [at],
  );
