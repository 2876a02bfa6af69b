import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import { type HistoryPage, ROWS_MAX, type Whom, decisionHistory, decisionsAbout } from '../decisions-about';
import type { UpTo } from '../rule-runs/query';
import { decisionsAt } from '../standing';
import { type Flow, type Mover, type MoversOf, type Span, flows, movers } from '../tiers/movers';
import type { SegmentDecision } from './fold';
import { segmentsTable } from './table';

/** The segments that customers (by current id, with all handles) are in now, by name of the rule. */
export const currentSegments = (
  db: EntityManager,
  people: readonly Whom[],
  upTo: UpTo,
): Promise<ReadonlyMap<string, readonly SegmentDecision[]>> =>
  decisionsAbout(db, segmentsTable, people, upTo, ({ segment }) => segment !== null);

/** When a customer's handles entered and left segments, newest first. @throws BadCursor */
export const segmentHistory = (
  db: EntityManager,
  handles: readonly string[],
  upTo: UpTo,
  page: HistoryPage,
): Promise<Page<SegmentDecision>> =>
  decisionHistory(db, { table: segmentsTable, name: 'segment-history' }, handles, upTo, page);

/** Which segment, at the end of which day. */
export interface SegmentFilter {
  readonly rule: string;
  readonly date: string;
  readonly cursor?: string | null;
  readonly limit?: number;
}

/**
 * Everybody who is in a segment at the end of a day, by value, highest first, then by handle. Figures are those of the close
 * at which they entered.
 * @throws BadCursor
 */
export const segmentMembers = async (
  db: EntityManager,
  { rule, date, cursor = null, limit }: SegmentFilter,
  upTo: UpTo,
): Promise<Page<SegmentDecision>> => {
  const size = within(limit, 50, ROWS_MAX);
  const list = `segment ${rule} ${date}`;
  const after = cursor === null ? null : readCursor(list, cursor);
  const behind = after ? 'and (l.value < :value or (l.value = :value and l.customer > :key))' : '';
  const page = `select l.key from (${decisionsAt(segmentsTable, 'date', 'segment', 'value')}) l
    where l.segment is not null ${behind} order by l.value desc, l.customer limit ${size + 1}`;
  const query = db
    .createQueryBuilder(segmentsTable, 's')
    .where(`s.key in (${page})`, { rule, date, ...after, ...upTo })
    .orderBy('s.value', 'DESC')
    .addOrderBy('s.customer');
  return pageOf(await query.getMany(), size, ({ value, customer }) => cursorAfter(list, value, customer));
};

const OF_SEGMENTS: MoversOf = { table: segmentsTable, column: 'segment' };

/** Who entered or left a segment between two days, highest value first. @throws BadCursor */
export const segmentMovers = (
  db: EntityManager,
  span: Span & { readonly cursor?: string | null; readonly limit?: number },
  upTo: UpTo,
): Promise<Page<Mover>> => movers(db, OF_SEGMENTS, span, upTo);

/** How many entered and left a segment between two days. */
export const segmentFlows = (db: EntityManager, span: Span, upTo: UpTo): Promise<readonly Flow[]> =>
  flows(db, OF_SEGMENTS, span, upTo);
