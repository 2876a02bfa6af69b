import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaIndexOptions } from 'typeorm';
import type { Projection } from '@rapport/fold';

/**
 * A stored row: the fold's row and its `key`, a UUID. The key of a row of scope 'customer' is the customer's id, of scope
 * 'entry' what the projection's `keys` named.
 */
export type Keyed<Row> = Row & { readonly key: string };

/** One column per field of the row: a forgotten or superfluous one is a compile error. */
export type Columns<Row> = Readonly<Record<Exclude<keyof Row & string, 'key'>, EntitySchemaColumnOptions>>;

/** Schema of PostgreSQL that holds everything that can be rebuilt from the log. */
export const READ_SCHEMA = 'rapport_read';

/** `customer-view`, version 1 → `customer_view_v1`: versions stand beside each other, tables are never migrated. */
export const tableNameOf = (projection: Pick<Projection, 'name' | 'version'>): string =>
  `${projection.name.replaceAll('-', '_')}_v${projection.version}`;

const columnName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The table of a projection: primary key `key`, a snake_case column per field of the row (`lastSeenAt` → `last_seen_at`,
 * given as `name` of each column), and the indexes that its queries need.
 */
export const rowTable = <Row extends object>(
  projection: Projection<Row>,
  columns: Columns<Row>,
  indices: readonly EntitySchemaIndexOptions[] = [],
): EntitySchema<Keyed<Row>> => {
  const name = tableNameOf(projection);
  const fields = Object.entries<EntitySchemaColumnOptions>(columns);
  return new EntitySchema<Keyed<Row>>({
    name,
    tableName: name,
    schema: READ_SCHEMA,
    columns: {
      key: { type: 'uuid', primary: true, name: 'key' },
      ...Object.fromEntries(fields.map(([field, options]) => [field, { name: columnName(field), ...options }])),
    } as EntitySchema<Keyed<Row>>['options']['columns'],
    indices: [...indices],
  });
};

/** Where the rows of a table are: schema and name. */
export const tablePathOf = ({ options }: EntitySchema<any>): string => `${options.schema}.${options.tableName}`;

/** SQL: columns of a table as fields of its rows. Numbers that are exact stay text, also within JSON. */
export const selectionOf = (table: EntitySchema<any>, alias: string, fields: readonly string[]): string =>
  fields
    .map((field) => {
      const { name, type } = table.options.columns[field]!;
      return `${alias}.${name}${type === 'numeric' ? '::text' : ''} as "${field}"`;
    })
    .join(', ');

/** A point in time as folds hold it: RFC 3339, UTC, milliseconds; text order is time order, byte by byte. */
export const TIME = { type: 'text', collation: 'C' } as const satisfies EntitySchemaColumnOptions;
