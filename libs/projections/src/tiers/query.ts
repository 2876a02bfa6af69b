import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import { type HistoryPage, ROWS_MAX, type Whom, decisionHistory, decisionsAbout } from '../decisions-about';
import type { UpTo } from '../rule-runs/query';
import { decisionsAt } from '../standing';
import type { TierDecision } from './fold';
import { tiersTable } from './table';

/** The tiers that customers (by current id, with all handles) are in now, one decision per rule, by name of the rule. */
export const currentTiers = (
  db: EntityManager,
  people: readonly Whom[],
  upTo: UpTo,
): Promise<ReadonlyMap<string, readonly TierDecision[]>> =>
  decisionsAbout(db, tiersTable, people, upTo, ({ kind }) => kind === 'assigned');

/** What was decided about a customer's handles, newest first. @throws BadCursor */
export const tierHistory = (
  db: EntityManager,
  handles: readonly string[],
  upTo: UpTo,
  page: HistoryPage,
): Promise<Page<TierDecision>> => decisionHistory(db, { table: tiersTable, name: 'tier-history' }, handles, upTo, page);

/** Which part of a rule's population. */
export interface PopulationFilter {
  readonly rule: string;
  /** The end of this day; a day between two closes has what the earlier one decided. */
  readonly date: string;
  readonly tier?: string;
  readonly cursor?: string | null;
  readonly limit?: number;
}

/**
 * Everybody in a rule's population at the end of a day, by value, highest first, then by handle. Value and rank are those of
 * the close that decided: only changes are decided, so a customer who stayed where they were has older figures.
 * @throws BadCursor
 */
export const tierPopulation = async (
  db: EntityManager,
  { rule, date, tier, cursor = null, limit }: PopulationFilter,
  upTo: UpTo,
): Promise<Page<TierDecision>> => {
  const size = within(limit, 50, ROWS_MAX);
  const list = `population ${rule} ${date} ${tier ?? ''}`;
  const after = cursor === null ? null : readCursor(list, cursor);
  const where = [
    `l.kind = 'assigned'`,
    ...(tier === undefined ? [] : ['l.tier = :tier']),
    ...(after ? ['(l.value < :value or (l.value = :value and l.customer > :key))'] : []),
  ];
  const held = decisionsAt(tiersTable, 'date', 'kind', 'tier', 'value');
  const page = `select l.key from (${held}) l where ${where.join(' and ')}
    order by l.value desc, l.customer limit ${size + 1}`;
  const query = db
    .createQueryBuilder(tiersTable, 't')
    .where(`t.key in (${page})`, { rule, date, tier, ...after, ...upTo })
    .orderBy('t.value', 'DESC')
    .addOrderBy('t.customer');
  return pageOf(await query.getMany(), size, ({ value, customer }) => cursorAfter(list, value, customer));
};
