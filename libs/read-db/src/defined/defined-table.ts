import type { EntitySchema } from 'typeorm';
import type { Projection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { rowTable, tableNameOf, tablePathOf } from '@rapport/projections';

/** The table of a described projection: one of two shapes, by its scope. */
export const definedTable = (projection: Projection): EntitySchema =>
  projection.scope === 'customer'
    ? rowTable<{ groups: object }>(projection, { groups: { type: 'jsonb' } })
    : rowTable<{ place: string; state: object }>(projection, {
        place: { type: 'text', collation: 'C' },
        state: { type: 'jsonb' },
      });

const COLUMNS = {
  customer: { create: 'groups jsonb not null', unsampled: 'groups' },
  entry: { create: 'place text collate "C" not null, state jsonb not null', unsampled: 'state' },
} as const;

/** Makes the table, empty, where it is not there yet. Rows of places are read in their order. */
export const createDefinedTable = async (sql: Sql, projection: Projection): Promise<void> => {
  const path = tablePathOf(definedTable(projection));
  const { create, unsampled } = COLUMNS[projection.scope];
  await sql.query(`create table if not exists ${path} (key uuid primary key, ${create}, folded_to text collate "C")`);
  await sql.query(`alter table ${path} alter column ${unsampled} set statistics 0`);
  if (projection.scope === 'customer') return;
  await sql.query(`create index if not exists ${tableNameOf(projection)}_by_place on ${path} (place)`);
};
