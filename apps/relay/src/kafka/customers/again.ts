import type { Sql } from '@rapport/postgres';
import type { Versioned } from '@rapport/read-db';

/** A customer whose telling changes without an event: at a time (RFC 3339), or (null) once nothing of theirs is parked any more. */
export interface Again {
  readonly customer: string;
  readonly at: string | null;
}

const CLEAR = 'delete from rapport_relay.again where name = $1 and customer = any($2::uuid[])';
const ADD = `
  insert into rapport_relay.again (name, customer, at)
  select $1, a.customer, a.at from unnest($2::uuid[], $3::timestamptz[]) as a(customer, at)
  on conflict (name, customer) do update set at = excluded.at`;
const PARKED = `
  insert into rapport_relay.again (name, customer, at)
  select $1, p.key::uuid, null from rapport_read.parked p where p.projection = $2 and p.version = $3
  on conflict (name, customer) do update set at = null`;
const DUE = `
  select a.customer::text from rapport_relay.again a
  where a.name = $1 and case when a.at is not null then a.at <= clock_timestamp() else not exists (
    select from rapport_read.parked p
    where p.projection = $2 and p.version = $3 and p.key = a.customer::text) end
  limit $4`;

/** Notes of customers who were told just now which are to be told again; the others are not. */
export const noteAgain = async (
  sql: Sql,
  name: string,
  customers: readonly string[],
  again: readonly Again[],
): Promise<void> => {
  await sql.query(CLEAR, [name, customers]);
  const values = [name, again.map(({ customer }) => customer), again.map(({ at }) => at)];
  if (again.length > 0) await sql.query(ADD, values);
};

/** Notes everybody who is parked: also those who have no row yet. */
export const noteParked = async (sql: Sql, name: string, of: Versioned): Promise<void> => {
  await sql.query(PARKED, [name, of.name, of.version]);
};

/** Who is to be told again now; at most `limit`. */
export const dueAgain = async (sql: Sql, name: string, of: Versioned, limit: number): Promise<readonly string[]> =>
  (await sql.query<{ customer: string }>(DUE, [name, of.name, of.version, limit])).rows.map(({ customer }) => customer);
