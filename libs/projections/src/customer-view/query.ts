import type { EntityManager, EntitySchema, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type Keyed, tablePathOf } from '../row-table';
import type { CustomerView } from './fold';
import { customerViewTable } from './table';

type OfTheFold = 'ledger' | 'promiseSteps' | 'caseSteps';
const ofTheFold: readonly string[] = ['ledger', 'promiseSteps', 'caseSteps'] satisfies OfTheFold[];

/** The view as readers get it: `key` is the customer's id; what only the fold needs is not read. */
export type Customer = Omit<Keyed<CustomerView>, OfTheFold>;

/** The fields of a `Customer`. */
export const customerFields: readonly string[] = Object.keys(customerViewTable.options.columns).filter(
  (field) => !ofTheFold.includes(field),
);

/** Views under the alias `c`, without the fold's own state. */
export const selectCustomers = (db: EntityManager): SelectQueryBuilder<Keyed<CustomerView>> =>
  db.createQueryBuilder(customerViewTable, 'c').select(customerFields.map((field) => `c.${field}`));

/** The same of a table with such rows that stands beside the live one: raw rows, which are what the others are. */
export const selectBeside = (db: EntityManager, table: EntitySchema<any>): SelectQueryBuilder<ObjectLiteral> => {
  const query = db.createQueryBuilder().from<ObjectLiteral>(tablePathOf(table), 'c').select('c.key', 'key');
  for (const field of customerFields)
    if (field !== 'key') query.addSelect(`c.${table.options.columns[field]!.name}`, field);
  return query;
};
