import { gather, type Sql } from '@rapport/postgres';
import { membership } from '@rapport/read-db';
import type pg from 'pg';

/**
 * The customer that a handle belongs to as far as identity has come; a handle that is new is its own customer. Calls under
 * way at the same time share one look-up, in a statement that each connection plans once.
 */
export const customerOf = (pool: pg.Pool): ((handle: string) => Promise<string>) => {
  const query = (text: string, values: unknown[]) => pool.query({ name: 'rapport_customer_of', text, values });
  const people = membership({ query } as Sql);
  return gather(async (handles) => {
    const customers = await people.resolve(handles);
    return handles.map((handle) => customers.get(handle) ?? handle);
  });
};
