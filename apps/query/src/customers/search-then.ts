import { invalid, Problem } from '@rapport/edge';
import { customerView, customerViewTable, searchCustomers } from '@rapport/projections';
import { pastTable } from '@rapport/read-db';
import type { Found } from '../answer';
import { asOfView, type AsOf } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import type { QueryParts } from '../parts';
import { orGone } from '../pasts/gone';
import { builtAsOf } from '../pasts/rows-then';
import { handleSet } from '../person';
import { personThen } from '../then';
import { viewOf } from './card';
import { decidedThen, handlesThen } from './customer-then';
import type { SearchRequest } from './search-request';

const VIEW_TABLE = { projection: customerView, table: customerViewTable };

/** Words are looked up through tokens of what is known now: nobody keeps which were known when. */
const wordsOfNow = (): Problem => {
  const detail =
    'words are found in what is known now: leave the moments out, then ask for GET /v1/customers/{id} as of them; all other filters can be asked as of moments';
  return new Problem(400, 'as-of-unsupported', detail);
};

/** Customers as they were at moments, once somebody had `customer-view` built as of them. @throws Problem as `builtAsOf` */
export const searchThen = async (
  parts: QueryParts,
  { words, filter, order, cursor, limit }: SearchRequest,
  asOf: AsOf,
  minPosition: string | undefined,
): Promise<Found> => {
  if (words.length > 0) throw wordsOfNow();
  if (minPosition !== undefined) throw invalid('minPosition says what now must include; the past has its own');
  const past = await builtAsOf(parts, VIEW_TABLE, asOf);
  const { position } = past;
  const beside = { table: pastTable(VIEW_TABLE, past.table!).table, list: `past ${past.id}` };
  const list = { order, cursor, limit };
  const page = await orBadCursor(() => searchCustomers(parts.db.manager, filter, list, beside)).catch(orGone);
  const people = await Promise.all(page.rows.map(({ key }) => personThen(parts, key, position)));
  const decided = await decidedThen(parts, people, position, asOf);
  return {
    ...{ position, asOf },
    showings: people.map((person, nth) => ({
      customer: person.customer,
      handles: handleSet(person),
      row: viewOf(person.customer, handlesThen(person, asOf), page.rows[nth]!, decided.get(person.customer)),
    })),
    body: (customers) => ({ customers, next: page.next, ...asOfView(asOf, position) }),
  };
};
