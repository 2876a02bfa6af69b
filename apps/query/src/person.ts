import { notFound } from '@rapport/edge';
import { membership, type KnownHandle } from '@rapport/read-db';
import type { QueryParts } from './parts';

/** A customer as identity knows it now. */
export interface Person {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
}

/** The customer that an id stands for, old ids of joined customers too. @throws Problem 404 */
export const personOf = async ({ pool }: Pick<QueryParts, 'pool'>, id: string): Promise<Person> => {
  const people = membership(pool);
  const customer = await people.customerOf(id);
  if (customer === null) throw notFound('customer');
  return { customer, handles: await people.handlesOf(customer) };
};

/** Handles whose cells may be opened as this customer's. */
export const handleSet = ({ handles }: Person): ReadonlySet<string> => new Set(handles.map(({ handle }) => handle));

/** Several customers by their current ids, in that order. */
export const peopleOf = ({ pool }: Pick<QueryParts, 'pool'>, customers: readonly string[]): Promise<Person[]> => {
  const people = membership(pool);
  return Promise.all(customers.map(async (customer) => ({ customer, handles: await people.handlesOf(customer) })));
};
