import { currentSignals, currentTiers, customerFields, customerView, type Customer } from '@rapport/projections';
import type { PastPerson } from '@rapport/read-db';
import type { Found } from '../answer';
import { asOfView, dayEndedBy, type AsOf } from '../as-of';
import { viewOf } from './card';
import { CARD_PARTS } from './cards';
import { inShort, type Decided } from '../decisions/decided';
import type { QueryParts } from '../parts';
import { handleSet } from '../person';
import { historyThen, personThen, positionThen } from '../then';

/** Decisions as far as they were recorded at a position; with `occurred`, those of the last day that had ended. */
export const upToThen = (position: string, { occurred }: AsOf) => ({
  position,
  ...(occurred !== undefined && { day: dayEndedBy(occurred) }),
});

/** Whether an identifier is shared is known of now only: with `recorded` it is not said. */
export const handlesThen = ({ handles }: PastPerson, { recorded }: AsOf): PastPerson['handles'] =>
  recorded === undefined ? handles : handles.map((handle) => ({ ...handle, shared: null as never }));

/** What was decided about some people at moments. */
export const decidedThen = async (
  { db }: QueryParts,
  people: readonly PastPerson[],
  position: string,
  asOf: AsOf,
): Promise<ReadonlyMap<string, Decided>> => {
  const whom = people.map((person) => ({ customer: person.customer, handles: [...handleSet(person)] }));
  const upTo = upToThen(position, asOf);
  const [tiers, signals] = await Promise.all([
    currentTiers(db.manager, whom, upTo),
    currentSignals(db.manager, whom, upTo),
  ]);
  return new Map(whom.map(({ customer }) => [customer, inShort(tiers.get(customer)!, signals.get(customer)!)]));
};

/** The row as readers get it: without what only the fold needs. */
export const shownRow = (customer: string, row: object | undefined): Customer | null =>
  row === undefined
    ? null
    : (Object.fromEntries(
        customerFields.map((field) => [field, field === 'key' ? customer : (row as Record<string, unknown>)[field]]),
      ) as unknown as Customer);

/** The unified view of a customer at a moment in the past. */
export const findCustomerThen = async (
  parts: QueryParts,
  id: string,
  asOf: AsOf,
  minPosition: string | undefined,
): Promise<Found> => {
  const position = await positionThen(parts, asOf, minPosition, CARD_PARTS);
  const person = await personThen(parts, id, position);
  // What was decided is looked up by the database while the events are parsed here.
  const [history, decided] = await Promise.all([
    historyThen(parts, person, position, asOf),
    decidedThen(parts, [person], position, asOf),
  ]);
  const row = shownRow(person.customer, history.row(customerView));
  const view = viewOf(person.customer, handlesThen(person, asOf), row, decided.get(person.customer));
  return {
    ...{ position, asOf },
    showings: [{ customer: person.customer, handles: handleSet(person), row: view }],
    body: ([shown]) => ({ ...(shown as object), ...asOfView(asOf, position) }),
  };
};
