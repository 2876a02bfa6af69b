import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Keyed } from '../row-table';
import type { CustomerView } from './fold';
import { customerViewTable } from './table';

type OfTheFold = 'ledger' | 'promiseSteps' | 'caseSteps';
const ofTheFold: readonly string[] = ['ledger', 'promiseSteps', 'caseSteps'] satisfies OfTheFold[];

/** The view as readers get it: `key` is the customer's id; what only the fold needs is not read. */
export type Customer = Omit<Keyed<CustomerView>, OfTheFold>;

const fields = Object.keys(customerViewTable.options.columns).filter((field) => !ofTheFold.includes(field));

/** Views under the alias `c`, without the fold's own state. */
export const selectCustomers = (db: EntityManager): SelectQueryBuilder<Keyed<CustomerView>> =>
  db.createQueryBuilder(customerViewTable, 'c').select(fields.map((field) => `c.${field}`));

/** One customer by the id that is current now; null when nothing is known of it. */
export const findCustomerView = async (db: EntityManager, customerId: string): Promise<Customer | null> =>
  (await customerViews(db, [customerId]))[0] ?? null;

/** Customers by their current ids, in the order of the ids; unknown ones are left out. */
export const customerViews = async (db: EntityManager, ids: readonly string[]): Promise<readonly Customer[]> => {
  if (ids.length === 0) return [];
  const rows = await selectCustomers(db)
    .where('c.key = any(:ids::uuid[])', { ids: [...new Set(ids)] })
    .getMany();
  const byId = new Map(rows.map((row) => [row.key, row]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
};
