import type { EntitySchema } from 'typeorm';
import type { Projection } from '@rapport/fold';
import { inTransaction, type Sql } from '@rapport/postgres';
import { selectionOf, tablePathOf } from '@rapport/projections';
import type { Pool } from 'pg';
import { rangesOf, type Ranges } from './ranges';

/** A projection of customers and the table that keeps its rows. */
export interface CustomerTable {
  readonly projection: Projection;
  readonly table: EntitySchema;
}

/** Rows of customers as of one moment, with how much of the log each includes. */
export interface States {
  /** Names the very table: a rebuilt one that was swapped in, or another version, is another. */
  readonly source: string;
  /** By customer; who has no row is not in it. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Customers whose events queue behind one that could not be folded: their rows move without the log. */
  readonly parked: ReadonlySet<string>;
  /** Handles of each customer, itself among them. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Everything of the customer up to there is in the row, and nothing after it; '' = nothing yet. */
  positionOf(customer: string): string;
}

/** What states are read of: these customers, or the next so many after one by key. */
export type Wanted =
  { readonly customers: readonly string[] } | { readonly after: string | null; readonly limit: number };

const PARKED = `
  select key from rapport_read.parked where projection = $1 and version = $2 and key = any($3::text[])`;
const MEMBERS = `
  select m.customer::text, m.handle::text from unnest($1::uuid[], $2::text[]) as w(customer, at)
  join rapport_read.identity_membership m on m.customer = w.customer
    and m.from_position <= w.at and (m.to_position is null or m.to_position > w.at)`;

/** The very table that rows are in: its name and what the database knows it by. Hold a lock on it to keep that so. */
export const sourceOf = async (sql: Sql, { table }: CustomerTable): Promise<string> => {
  const { rows } = await sql.query<{ oid: string }>('select $1::regclass::oid::text as oid', [tablePathOf(table)]);
  return `${table.options.tableName}:${rows[0]!.oid}`;
};

/**
 * Reads rows with the positions that they include: rows and checkpoints are written in one transaction and read in one snapshot, and
 * the table cannot be swapped meanwhile.
 */
export const readStates = (pool: Pool, of: CustomerTable, wanted: Wanted): Promise<States> =>
  inTransaction(pool, async (client) => {
    const path = tablePathOf(of.table);
    await client.query(`set transaction isolation level repeatable read; lock table ${path} in access share mode`);
    const source = await sourceOf(client, of);
    const ranges = await rangesOf(client, of.projection);
    const rows = await rowsOf(client, of, wanted);
    const customers = 'customers' in wanted ? wanted.customers : [...rows.keys()];
    const { name, version } = of.projection;
    const parked = await client.query<{ key: string }>(PARKED, [name, version, customers]);
    return {
      ...{ source, rows, positionOf: ranges.positionOf },
      parked: new Set(parked.rows.map(({ key }) => key)),
      members: await membersOf(client, customers, ranges),
    };
  });

const rowsOf = async (sql: Sql, { table }: CustomerTable, wanted: Wanted): Promise<States['rows']> => {
  const selection = selectionOf(table, 'r', Object.keys(table.options.columns));
  const from = `select ${selection} from ${tablePathOf(table)} r`;
  const { rows } =
    'customers' in wanted
      ? await sql.query<Record<string, unknown>>(`${from} where r.key = any($1::uuid[])`, [wanted.customers])
      : await sql.query<Record<string, unknown>>(
          `${from} where $1::uuid is null or r.key > $1::uuid order by r.key limit $2`,
          [wanted.after, wanted.limit],
        );
  return new Map(rows.map((row) => [String(row['key']), row]));
};

const membersOf = async (sql: Sql, customers: readonly string[], ranges: Ranges): Promise<States['members']> => {
  const positions = customers.map(ranges.positionOf);
  const { rows } = await sql.query<{ customer: string; handle: string }>(MEMBERS, [customers, positions]);
  const members = new Map(customers.map((customer) => [customer, [customer]]));
  for (const { customer, handle } of rows) if (handle !== customer) members.get(customer)!.push(handle);
  return members;
};
