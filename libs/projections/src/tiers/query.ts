import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import type { UpTo } from '../rule-runs/query';
import { currentOf, decisionsAt, decisionsNow, inClosedRun } from '../standing';
import type { TierDecision } from './fold';
import { tiersTable } from './table';

const ROWS_MAX = 500;

/** The tiers that customers (by current id, with all handles) are in now, one decision per rule, by name of the rule. */
export const currentTiers = async (
  db: EntityManager,
  people: readonly { readonly customer: string; readonly handles: readonly string[] }[],
  upTo: UpTo,
): Promise<ReadonlyMap<string, readonly TierDecision[]>> => {
  const all = [...new Set(people.flatMap(({ customer, handles }) => [customer, ...handles]))];
  const rows = await db
    .createQueryBuilder(tiersTable, 't')
    .where(`t.key in (${decisionsNow(tiersTable)})`, { handles: all, ...upTo })
    .getMany();
  return new Map(
    people.map(({ customer, handles }) => {
      const own = new Set([customer, ...handles]);
      const mine = rows.filter((row) => own.has(row.customer));
      return [customer, currentOf(mine, customer, ({ kind }) => kind === 'assigned')];
    }),
  );
};

/** What was decided about a customer's handles, newest first. @throws BadCursor */
export const tierHistory = async (
  db: EntityManager,
  handles: readonly string[],
  upTo: UpTo,
  { rule, cursor = null, limit }: { readonly rule?: string; readonly cursor?: string | null; readonly limit?: number },
): Promise<Page<TierDecision>> => {
  const size = within(limit, 50, ROWS_MAX);
  const query = db
    .createQueryBuilder(tiersTable, 't')
    .where(`t.customer = any(:handles::uuid[]) and ${inClosedRun('t')}`, { handles: [...handles], ...upTo })
    .orderBy('t.position', 'DESC')
    .limit(size + 1);
  if (rule !== undefined) query.andWhere('t.rule = :rule', { rule });
  if (cursor !== null) query.andWhere('t.position < :after', { after: readCursor('tier-history', cursor).value ?? '' });
  return pageOf(await query.getMany(), size, ({ position, key }) => cursorAfter('tier-history', position, key));
};

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
