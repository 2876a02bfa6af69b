import type { Sql } from '@rapport/postgres';

const MOVED = `
  select handle::text, customer::text from rapport_read.identity_membership
  where from_position <= $1 and (to_position is null or to_position > $1)`;

/**
 * The customer of every handle as of a position: read once, asked for each event.
 * Handles that were never linked are their own customers and take no memory.
 */
export const customersAsOf = async (sql: Sql, position: string): Promise<(handle: string) => string> => {
  const { rows } = await sql.query<{ handle: string; customer: string }>(MOVED, [position]);
  const texts = new Map<string, string>();
  const customers = new Map<string, string>();
  for (const { handle, customer } of rows) {
    // One text per customer, however many handles point to it.
    let text = texts.get(customer);
    if (text === undefined) texts.set(customer, (text = customer));
    customers.set(handle, text);
  }
  return (handle) => customers.get(handle) ?? handle;
};
