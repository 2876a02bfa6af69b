import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from './cursor';

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

/** One row of any projection, sealed values still sealed; null when there is none. */
export const projectionRow = (
  db: EntityManager,
  { table }: { readonly table: EntitySchema },
  key: string,
): Promise<ObjectLiteral | null> => db.createQueryBuilder(table, 'r').where('r.key = :key::uuid', { key }).getOne();
