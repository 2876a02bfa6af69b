import type { EntityManager, EntitySchema } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import { type Keyed, selectionOf, tablePathOf } from '../row-table';
import type { Value } from './fold';

/** The value of a customer as readers get it: without the fold's own state. */
export type CustomerValue = Omit<Keyed<Value>, 'ledger'>;

const PAGE_MAX = 1_000;
const FIELDS = ['key', 'money', 'orders', 'ordersExact', 'firstPurchaseDay', 'lastPurchaseDay', 'purchaseDays', 'book'];
const select = (db: EntityManager, table: EntitySchema<Keyed<Value>>) =>
  db.createQueryBuilder(table, 'v').select(FIELDS.map((field) => `v.${field}`));

/** Customers by their ids, in no particular order; unknown ones are left out. */
export const valuesOf = (
  db: EntityManager,
  table: EntitySchema<Keyed<Value>>,
  ids: readonly string[],
): Promise<CustomerValue[]> =>
  select(db, table)
    .where('v.key = any(:ids::uuid[])', { ids: [...new Set(ids)] })
    .getMany();

/**
 * Everybody who had bought by the end of a local day, by id.
 * @param limit rows of a page, 1 to 1,000, usually 200.
 * @param beside names a table of the past that is given in place of the live one: cursors of one are not those of another.
 * @throws BadCursor
 */
export const buyersBy = async (
  db: EntityManager,
  table: EntitySchema<Keyed<Value>>,
  asOf: string,
  cursor: string | null,
  limit?: number,
  beside = '',
): Promise<Page<CustomerValue>> => {
  const size = within(limit, 200, PAGE_MAX);
  const list = `value ${asOf}${beside && ` ${beside}`}`;
  const after = cursor === null ? null : readCursor(list, cursor).key;
  const rows = await db.query<CustomerValue[]>(
    `select ${selectionOf(table, 'v', FIELDS)} from ${tablePathOf(table)} v
     where v.first_purchase_day <= $1 and ($2::uuid is null or v.key > $2) order by v.key limit $3`,
    [asOf, after, size + 1],
  );
  return pageOf(rows, size, ({ key }) => cursorAfter(list, null, key));
};
