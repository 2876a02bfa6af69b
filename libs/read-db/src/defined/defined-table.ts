import type { EntitySchema } from 'typeorm';
import type { CustomerProjection, Projection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { rowTable, tableNameOf, tablePathOf } from '@rapport/projections';

const GROUPS = { groups: { type: 'jsonb' } } as const;

/** Who is folded in the order of history is so because of traits. */
const customerTable = (projection: CustomerProjection<any>): EntitySchema =>
  projection.order === 'occurred'
    ? rowTable<{ groups: object; traits: object }>(projection, { ...GROUPS, traits: { type: 'jsonb' } })
    : rowTable<{ groups: object }>(projection, GROUPS);

/** The table of a described projection: by its scope, and with what is known of the customer where that is asked for. */
export const definedTable = (projection: Projection): EntitySchema =>
  projection.scope === 'customer'
    ? customerTable(projection)
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
  const traits = projection.scope === 'customer' && projection.order === 'occurred' ? 'traits jsonb not null, ' : '';
  await sql.query(
    `create table if not exists ${path} (key uuid primary key, ${create}, ${traits}folded_to text collate "C")`,
  );
  await sql.query(`alter table ${path} alter column ${unsampled} set statistics 0`);
  if (projection.scope === 'customer') return;
  await sql.query(`create index if not exists ${tableNameOf(projection)}_by_place on ${path} (place)`);
};
