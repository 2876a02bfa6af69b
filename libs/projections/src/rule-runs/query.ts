import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import type { RuleRun } from './fold';
import { ruleRunsTable } from './table';

/** Which closes may be seen: those up to this position of the log, where all projections that are asked have come. */
export interface UpTo {
  readonly position: string;
  /** With it, what held at the end of this day, where there is no question of another one. */
  readonly day?: string;
}

const RUNS_MAX = 200;

const closedRuns = (db: EntityManager, rule: string, { position }: UpTo): SelectQueryBuilder<RuleRun> =>
  db
    .createQueryBuilder(ruleRunsTable, 'r')
    .where('r.rule = :rule and r.closedPosition <= :position', { rule, position })
    .orderBy('r.date', 'DESC')
    .addOrderBy('r.closedPosition', 'DESC');

/** The last closed run of a rule for a day up to `date` (before it, with `strictly`); null when there is none. */
export const lastClosedRun = async (
  db: EntityManager,
  rule: string,
  upTo: UpTo,
  date: string | undefined = upTo.day,
  strictly = false,
): Promise<RuleRun | null> => {
  const runs = closedRuns(db, rule, upTo);
  if (date !== undefined) runs.andWhere(`r.date ${strictly ? '<' : '<='} :date`, { date });
  return runs.limit(1).getOne();
};

/**
 * Closed runs of a rule, last day first; of a day that was decided anew the last decision first.
 * @throws BadCursor
 */
export const closedRunsOf = async (
  db: EntityManager,
  rule: string,
  upTo: UpTo,
  cursor: string | null = null,
  limit?: number,
): Promise<Page<RuleRun>> => {
  const size = within(limit, 50, RUNS_MAX);
  const runs = closedRuns(db, rule, upTo);
  if (cursor !== null) {
    const { value } = readCursor('runs', cursor);
    const [date = '', closed = ''] = (value ?? '').split(' ');
    runs.andWhere('(r.date, r.closedPosition) < (:date, :closed)', { date, closed });
  }
  const rows = await runs.limit(size + 1).getMany();
  return pageOf(rows, size, (run) => cursorAfter('runs', `${run.date} ${run.closedPosition}`, run.key));
};
