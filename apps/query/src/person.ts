import { notFound } from '@rapport/edge';
import { peopleFinder, type FoundPerson, type KnownHandle } from '@rapport/read-db';
import type { QueryParts } from './parts';

/** A customer as identity knows it now. */
export interface Person {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
}

const findPeople = peopleFinder();

/** The customer that an id stands for, old ids of joined customers too. @throws Problem 404 */
export const personOf = async ({ keyed }: Pick<QueryParts, 'keyed'>, id: string): Promise<Person> =>
  known((await findPeople(keyed, [id])).people[0]);

/** A found person, if any event carried the id. @throws Problem 404 */
export const known = (found: FoundPerson | undefined): Person => {
  if (!found?.seen) throw notFound('customer');
  return found;
};

/** Handles whose cells may be opened as this customer's. */
export const handleSet = ({ handles }: Person): Set<string> => new Set(handles.map(({ handle }) => handle));

/** Several customers by their current ids, in that order. */
export const peopleOf = async (
  { keyed }: Pick<QueryParts, 'keyed'>,
  customers: readonly string[],
): Promise<readonly Person[]> => {
  const { people } = await findPeople(keyed, customers);
  return customers.map((customer, nth) => ({ customer, handles: people[nth]!.handles }));
};
