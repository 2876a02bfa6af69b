import { gather } from '@rapport/postgres';
import { membership } from '@rapport/read-db';
import type pg from 'pg';

const NO_TABLE = '42P01';
/** A failed statement costs its connection, so what is not there yet is not asked for with every receipt. */
const ASK_AGAIN_MS = 1_000;

/**
 * The customer that a handle belongs to as far as identity has come; a handle that is new is its own customer. Calls under
 * way at the same time share one look-up. `clock` is monotonic, in milliseconds.
 */
export const customerOf = (
  pool: pg.Pool,
  clock: () => number = () => performance.now(),
): ((handle: string) => Promise<string>) => {
  const people = membership(pool);
  let nobodyUntil = 0;
  /** Nobody has moved yet where identity has never begun: ingest may run before the first projector has made its tables. */
  const noneYet = (error: unknown): ReadonlyMap<string, string> => {
    if ((error as { code?: unknown }).code !== NO_TABLE) throw error;
    nobodyUntil = clock() + ASK_AGAIN_MS;
    return new Map();
  };
  return gather(async (handles) => {
    if (clock() < nobodyUntil) return handles;
    const customers = await people.resolve(handles).catch(noneYet);
    return handles.map((handle) => customers.get(handle) ?? handle);
  });
};
