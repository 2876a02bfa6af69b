import type { EntityManager, EntitySchema } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from './cursor';
import type { UpTo } from './rule-runs/query';
import { type Decided, currentOf, decisionsNow, inClosedRun } from './standing';

/** Most rows of a page of decisions. */
export const ROWS_MAX = 500;

type Decision = Decided & { readonly key: string };

/** A customer by the current id, with all handles. */
export interface Whom {
  readonly customer: string;
  readonly handles: readonly string[];
}

/** Which part of a history. */
export interface HistoryPage {
  readonly rule?: string;
  readonly cursor?: string | null;
  readonly limit?: number;
}

/** The decisions about customers that hold now (or held at the end of a day), one per rule, by name of the rule. */
export const decisionsAbout = async <Row extends Decision>(
  db: EntityManager,
  table: EntitySchema<Row>,
  people: readonly Whom[],
  upTo: UpTo,
  holds: (decision: Row) => boolean,
): Promise<ReadonlyMap<string, readonly Row[]>> => {
  const all = [...new Set(people.flatMap(({ customer, handles }) => [customer, ...handles]))];
  const rows = await db
    .createQueryBuilder(table, 'x')
    .where(
      `x.key in (${decisionsNow(table, ['key'], ':handles', ':position', upTo.day === undefined ? null : 'day')})`,
      {
        handles: all,
        ...upTo,
      },
    )
    .getMany();
  return new Map(
    people.map(({ customer, handles }) => {
      const own = new Set([customer, ...handles]);
      const mine = rows.filter((row) => own.has(row.customer));
      return [customer, currentOf(mine, customer, holds)];
    }),
  );
};

/** What was decided about a customer's handles, newest first; `name` is that of its cursors. @throws BadCursor */
export const decisionHistory = async <Row extends Decision>(
  db: EntityManager,
  { table, name }: { readonly table: EntitySchema<Row>; readonly name: string },
  handles: readonly string[],
  upTo: UpTo,
  { rule, cursor = null, limit }: HistoryPage,
): Promise<Page<Row>> => {
  const size = within(limit, 50, ROWS_MAX);
  const query = db
    .createQueryBuilder(table, 'x')
    .where(`x.customer = any(:handles::uuid[]) and ${inClosedRun('x')}`, { handles: [...handles], ...upTo })
    .orderBy('x.position', 'DESC')
    .limit(size + 1);
  if (rule !== undefined) query.andWhere('x.rule = :rule', { rule });
  if (upTo.day !== undefined) query.andWhere('x.date <= :day', { day: upTo.day });
  if (cursor !== null) query.andWhere('x.position < :after', { after: readCursor(name, cursor).value ?? '' });
  return pageOf(await query.getMany(), size, ({ position, key }) => cursorAfter(name, position, key));
};
