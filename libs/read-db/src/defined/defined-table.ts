import type { EntitySchema } from 'typeorm';
import type { CustomerProjection, Projection } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { rowTable, tableNameOf, tablePathOf } from '@rapport/projections';

const GROUPS = { groups: { type: 'jsonb' } } as const;

/** What is known of the customer, where that is asked for. */
const KNOWN = ['traits', 'tiers'] as const;
const knownOf = (projection: CustomerProjection<any>): readonly string[] => {
  const row = projection.initial() as object;
  return KNOWN.filter((one) => one in row);
};

const customerTable = (projection: CustomerProjection<any>): EntitySchema => {
  const known = knownOf(projection).map((one) => [one, { type: 'jsonb' }] as const);
  return rowTable<Record<string, object>>(projection, { ...GROUPS, ...Object.fromEntries(known) });
};

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
  const known = projection.scope === 'customer' ? knownOf(projection).map((one) => `${one} jsonb not null, `) : [];
  await sql.query(
    `create table if not exists ${path} (key uuid primary key, ${create}, ${known.join('')}folded_to text collate "C")`,
  );
  await sql.query(`alter table ${path} alter column ${unsampled} set statistics 0`);
  if (projection.scope === 'customer') return;
  await sql.query(`create index if not exists ${tableNameOf(projection)}_by_place on ${path} (place)`);
};
