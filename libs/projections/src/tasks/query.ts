import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import { type Keyed, selectionOf, tablePathOf } from '../row-table';
import type { Task } from './fold';
import { tasksTable } from './table';

/** Which tasks. */
export interface TaskFilter {
  readonly status?: Task['status'];
  readonly assignee?: string;
  readonly team?: string;
  readonly policy?: string;
  /** Of a customer's handles. */
  readonly customers?: readonly string[];
  /** Only those that were due before this moment. */
  readonly dueBefore?: string;
  /** Only those that do not rest at this moment. */
  readonly awakeAt?: string;
}

/** Which part of the list. */
export interface TaskPage {
  readonly cursor?: string | null;
  readonly limit?: number;
}

const ROWS_MAX = 500;
const LIST = 'tasks';

/** Tasks by when they are due, the most urgent first. @throws BadCursor */
export const listTasks = async (
  db: EntityManager,
  filter: TaskFilter,
  { cursor = null, limit }: TaskPage,
): Promise<Page<Keyed<Task>>> => {
  const size = within(limit, 50, ROWS_MAX);
  const query = db.createQueryBuilder(tasksTable, 't').orderBy('t.dueAt').addOrderBy('t.key').limit(size + 1); // prettier-ignore
  const { status, assignee, team, policy, customers, dueBefore, awakeAt } = filter;
  for (const [name, value] of Object.entries({ status, assignee, team, policy }))
    if (value !== undefined) query.andWhere(`t.${name} = :${name}`, { [name]: value });
  if (customers !== undefined) query.andWhere('t.customer = any(:customers::uuid[])', { customers: [...customers] });
  if (dueBefore !== undefined) query.andWhere('t.dueAt < :dueBefore', { dueBefore });
  if (awakeAt !== undefined) query.andWhere('(t.snoozedUntil is null or t.snoozedUntil <= :awakeAt)', { awakeAt });
  if (cursor !== null) {
    const { value, key } = readCursor(LIST, cursor);
    query.andWhere('(t.dueAt, t.key) > (:value, :key::uuid)', { value, key });
  }
  return pageOf(await query.getMany(), size, ({ dueAt, key }) => cursorAfter(LIST, dueAt, key));
};

const ofCards = ['key', 'customer', 'about', 'dueAt', 'priority', 'assignee', 'team', 'policy'] as const;

/** A task as a card shows it. */
export type CardTask = Pick<Keyed<Task>, (typeof ofCards)[number]>;

/** SQL of the open tasks about handles, those due first; fifty of all handles together. */
export const openTasks = (ids: string): string => `select ${selectionOf(tasksTable, 't', ofCards)}
  from ${tablePathOf(tasksTable)} t where t.customer = any(${ids}::uuid[]) and t.status = 'open' order by t.due_at, t.key limit 50`;
