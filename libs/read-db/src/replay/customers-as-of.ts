import type { Sql } from '@rapport/postgres';
import type { SliceRange } from '../slices';

const MOVED = `
  select handle::text, customer::text from rapport_read.identity_membership
  where from_position <= $1 and (to_position is null or to_position > $1)
    and (get_byte(uuid_send(handle), 0) between $2 and $3 or get_byte(uuid_send(customer), 0) between $2 and $3)`;

/**
 * The customer of every handle as of a position, for customers within a range of slices: read once, asked for each event.
 * Handles that were never linked are their own customers and take no memory.
 */
export const customersAsOf = async (
  sql: Sql,
  position: string,
  { lo, hi }: SliceRange,
): Promise<(handle: string) => string> => {
  const { rows } = await sql.query<{ handle: string; customer: string }>(MOVED, [position, lo, hi]);
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
