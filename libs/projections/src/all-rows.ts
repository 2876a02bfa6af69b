import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from './cursor';
import { selectionOf, tablePathOf } from './row-table';

const PAGE_MAX = 2_000;

/**
 * The rows of any projection by key, sealed values still sealed.
 * @param limit rows of a page, 1 to 2,000, usually 500.
 * @throws BadCursor
 */
export const projectionRows = async (
  db: EntityManager,
  { table }: { readonly table: EntitySchema },
  cursor: string | null,
  limit?: number,
): Promise<Page<ObjectLiteral>> => {
  const size = within(limit, 500, PAGE_MAX);
  const list = `rows ${table.options.name}`;
  const query = db.createQueryBuilder(table, 'r');
  if (cursor !== null) query.where('r.key > :after::uuid', { after: readCursor(list, cursor).key });
  const rows = await query.orderBy('r.key').limit(size + 1).getMany(); // prettier-ignore
  return pageOf(rows, size, (row) => cursorAfter(list, null, String(row['key'])));
};

/**
 * The same of a table with such rows that stands beside the live one.
 * @param list names it: cursors of one table are not those of another. @throws BadCursor
 */
export const projectionRowsBeside = async (
  db: EntityManager,
  table: EntitySchema,
  list: string,
  { cursor, limit, key }: { readonly cursor: string | null; readonly limit: number; readonly key: string | null },
): Promise<Page<ObjectLiteral>> => {
  const size = within(limit, 500, PAGE_MAX);
  const after = cursor === null ? null : readCursor(list, cursor).key;
  const rows = await db.query<ObjectLiteral[]>(
    `select ${selectionOf(table, 'r', Object.keys(table.options.columns))} from ${tablePathOf(table)} r
     where ($1::uuid is null or r.key > $1) and ($2::uuid is null or r.key = $2) order by r.key limit $3`,
    [after, key, size + 1],
  );
  return pageOf(rows, size, (row) => cursorAfter(list, null, String(row['key'])));
};

/** One row of any projection, sealed values still sealed; null when there is none. */
export const projectionRow = (
  db: EntityManager,
  { table }: { readonly table: EntitySchema },
  key: string,
): Promise<ObjectLiteral | null> => db.createQueryBuilder(table, 'r').where('r.key = :key::uuid', { key }).getOne();
