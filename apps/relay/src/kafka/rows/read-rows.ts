import { type DefinedProjection, type DefinedRow, definedRows, membersNow } from '@rapport/read-db';
import type pg from 'pg';
import { type ToldRow, toldRow } from './row-record';

/** Rows read at a time; where customers are put together, all of them are read for any. */
const PAGE = 2_000;

/** What rows are read with. */
export interface RowsParts {
  readonly pool: pg.Pool;
  /** Those of the handles whose keys were destroyed. */
  readonly erased: (handles: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** A page of what a projection tells, and the keys of those of whom it must not. */
export interface RowsPage {
  readonly rows: readonly ToldRow[];
  readonly erased: readonly string[];
}

/** Customers of whom any handle is erased. */
const erasedOf = async ({ pool, erased }: RowsParts, rows: readonly DefinedRow[]): Promise<ReadonlySet<string>> => {
  const customers = [...new Set(rows.flatMap(({ customer }) => (customer === null ? [] : [customer])))];
  if (customers.length === 0) return new Set();
  const customerOf = await membersNow(pool, customers);
  return new Set([...(await erased([...customerOf.keys()]))].map((handle) => customerOf.get(handle)!));
};

/** All rows of a described projection, page by page, as topics tell them. */
export async function* readRows(parts: RowsParts, of: DefinedProjection): AsyncGenerator<RowsPage, void, undefined> {
  const { projection, compiled } = of;
  const { customer: whose, grouping, scope } = compiled;
  const names = [...(whose === null ? [] : [whose]), ...grouping.parts.map(({ name }) => name)];
  const limit = scope === 'customer' && whose === null ? Number.MAX_SAFE_INTEGER : PAGE;
  for (let after: DefinedRow | null = null; ;) {
    const page: readonly DefinedRow[] = await definedRows(parts.pool, of, {
      after,
      limit,
      filters: [],
      customers: null,
    });
    const gone = await erasedOf(parts, page);
    const told = page.map(({ customer, place, group }) => {
      const row = { ...(whose !== null && { [whose]: customer }), ...grouping.show(place, group) };
      return { customer, row: toldRow(projection.name, projection.version, names, row) };
    });
    const isGone = (customer: string | null): boolean => customer !== null && gone.has(customer);
    yield {
      rows: told.filter(({ customer }) => !isGone(customer)).map(({ row }) => row),
      erased: told.filter(({ customer }) => isGone(customer)).map(({ row }) => row.key),
    };
    after = page.at(-1) ?? null;
    if (after === null || page.length < limit) return;
  }
}
