import { gather } from '@rapport/postgres';
import { membership } from '@rapport/read-db';
import type pg from 'pg';

const NO_TABLE = '42P01';
/** Nobody has moved yet where identity has never begun: ingest may run before the first projector has made its tables. */
const noneYet = (error: unknown): ReadonlyMap<string, string> => {
  if ((error as { code?: unknown }).code !== NO_TABLE) throw error;
  return new Map();
};

/**
 * The customer that a handle belongs to as far as identity has come; a handle that is new is its own customer. Calls under
 * way at the same time share one look-up.
 */
export const customerOf = (pool: pg.Pool): ((handle: string) => Promise<string>) => {
  const people = membership(pool);
  return gather(async (handles) => {
    const customers = await people.resolve(handles).catch(noneYet);
    return handles.map((handle) => customers.get(handle) ?? handle);
  });
};
