import type { EntityManager } from 'typeorm';
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

/**
 * The cases open at a moment (opened at or before it, not closed at or before it), by what they were about then.
 * @param at RFC 3339, UTC, milliseconds.
 */
export const backlogAt = (db: EntityManager, at: string): Promise<readonly BacklogCount[]> => {
  const { tablePath } = db.connection.getMetadata(casesTable);
  return db.query<BacklogCount[]>(
    `select s.kind, s.reason, c.channel, s.department, count(*)::int as open,
       (count(*) filter (where s."dueAt" collate "C" < $1))::int as overdue
     from ${tablePath} c
     cross join lateral jsonb_to_recordset(c.spans)
       as s("from" text, "to" text, kind text, reason text, department text, "dueAt" text)
     where c.opened_at <= $1 and (c.closed_at is null or c.closed_at > $1)
       and s."from" collate "C" <= $1 and (s."to" is null or s."to" collate "C" > $1)
     group by 1, 2, 3, 4 order by open desc, 1, 2, 3, 4`,
    [at],
  );
};
