import type { Projection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { ProjectionTable } from '../projection-table';
import { describeTable, type TableDescription } from '../views/row-store';

/** Entries that name the owner's handle do it by one of these names. */
const OWNER: ReadonlySet<string> = new Set(['handle', 'customer']);

/** A projection whose rows can be rebuilt of one customer's (or one owner's) events alone. */
export interface AuditedTable {
  readonly projection: Projection;
  readonly about: TableDescription;
  /** The table's quoted name. */
  readonly path: string;
  /** Column with the owner's handle, by which rows are found that no event explains; undefined = they are found by key alone. */
  readonly owner: string | undefined;
}

/**
 * How the rows of a projection are proven while they serve: by customer, by owner handle, or not at all (`null`), because
 * anybody's events may touch a row; then only a replay compares them.
 */
export const provenBy = (projection: Projection): 'customer' | 'owner' | null => {
  if (projection.scope === 'customer') return 'customer';
  return projection.slicedBy === 'key' ? null : 'owner';
};

/** Opens the tables of those that can be audited. */
export const openAudited = async (sql: Sql, all: readonly ProjectionTable[]): Promise<readonly AuditedTable[]> => {
  const open: AuditedTable[] = [];
  for (const { projection, table } of all) {
    if (provenBy(projection) === null) continue;
    const about = await describeTable(sql, table);
    const owner = about.columns.find(({ property, type }) => OWNER.has(property) && type === 'uuid')?.name;
    const path = about.path.split('.').map((part) => `"${part}"`).join('.'); // prettier-ignore
    open.push({ projection, about, path, owner: projection.scope === 'entry' ? owner : undefined });
  }
  return open;
};
