import { customerViews, type Customer } from '@rapport/projections';
import type { EntityManager } from 'typeorm';
import type { Person } from './person';

/**
 * The rows of customers by their current id. Identity may be a moment ahead of the view: a customer that has just been
 * joined is then still under the id of one of its parts.
 */
export const rowsOf = async (db: EntityManager, people: readonly Person[]): Promise<ReadonlyMap<string, Customer>> => {
  const ids = people.flatMap(({ customer, handles }) => [customer, ...handles.map(({ handle }) => handle)]);
  const rows = new Map((await customerViews(db, ids)).map((row) => [row.key, row]));
  return new Map(
    people.flatMap(({ customer, handles }) => {
      const row = rows.get(customer) ?? handles.map(({ handle }) => rows.get(handle)).find((found) => found);
      return row ? [[customer, row] as const] : [];
    }),
  );
};
