import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import { type HistoryPage, ROWS_MAX, type Whom, decisionHistory, decisionsAbout } from '../decisions-about';
import type { UpTo } from '../rule-runs/query';
import { decisionsAt } from '../standing';
import type { SignalDecision } from './fold';
import { signalsTable } from './table';

/** The signals of customers (by current id, with all handles) that hold now, one per rule, by name of the rule. */
export const currentSignals = (
  db: EntityManager,
  people: readonly Whom[],
  upTo: UpTo,
): Promise<ReadonlyMap<string, readonly SignalDecision[]>> =>
  decisionsAbout(db, signalsTable, people, upTo, ({ level }) => level !== null);

/** What was decided about a customer's handles, newest first. @throws BadCursor */
export const signalHistory = (
  db: EntityManager,
  handles: readonly string[],
  upTo: UpTo,
  page: HistoryPage,
): Promise<Page<SignalDecision>> =>
  decisionHistory(db, { table: signalsTable, name: 'signal-history' }, handles, upTo, page);

/** Which of the signals that hold at the end of a day. */
export interface SignalFilter {
  readonly rule: string;
  readonly date: string;
  readonly level?: string;
}

const holding = (
  db: EntityManager,
  { rule, date, level }: SignalFilter,
  upTo: UpTo,
): SelectQueryBuilder<SignalDecision> => {
  const last = `select l.key from (${decisionsAt(signalsTable, 'date', 'level')}) l where l.level is not null`;
  const query = db.createQueryBuilder(signalsTable, 's').where(`s.key in (${last})`, { rule, date, ...upTo });
  return level === undefined ? query : query.andWhere('s.level = :level', { level });
};

/**
 * Signals that hold at the end of a day, by value at stake, highest first, then by handle. Figures are those of the close
 * that raised or changed the signal.
 * @throws BadCursor
 */
export const signalList = async (
  db: EntityManager,
  { cursor = null, limit, ...filter }: SignalFilter & { readonly cursor?: string | null; readonly limit?: number },
  upTo: UpTo,
): Promise<Page<SignalDecision>> => {
  const size = within(limit, 50, ROWS_MAX);
  const list = `signals ${filter.rule} ${filter.date} ${filter.level ?? ''}`;
  const query = holding(db, filter, upTo)
    .orderBy('s.valueAtStake', 'DESC')
    .addOrderBy('s.customer')
    .limit(size + 1);
  if (cursor !== null) {
    const { value, key } = readCursor(list, cursor);
    query.andWhere('(s.valueAtStake < :value or (s.valueAtStake = :value and s.customer > :key))', { value, key });
  }
  return pageOf(await query.getMany(), size, (row) => cursorAfter(list, row.valueAtStake, row.customer));
};

/** How many signals of a level hold, and what is at stake. */
export interface LevelSummary {
  readonly level: string;
  readonly currency: string;
  readonly count: number;
  readonly valueAtStake: string;
}

/** The signals that hold at the end of a day, summed up by level and currency. */
export const signalSummary = (
  db: EntityManager,
  filter: Omit<SignalFilter, 'level'>,
  upTo: UpTo,
): Promise<readonly LevelSummary[]> =>
  holding(db, filter, upTo)
    .select('s.level', 'level')
    .addSelect('s.currency', 'currency')
    .addSelect('count(*)::int', 'count')
    .addSelect('sum(s.valueAtStake)::text', 'valueAtStake')
    .groupBy('s.level')
    .addGroupBy('s.currency')
    .orderBy('s.level')
    .addOrderBy('s.currency')
    .getRawMany<LevelSummary>();
