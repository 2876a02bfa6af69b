import {
  CARD_ROWS,
  customerView,
  ruleRuns,
  signals,
  signalsHeld,
  tiers,
  tiersHeld,
  type CardRows,
  type Customer,
} from '@rapport/projections';
import type { Reach } from '@rapport/read-db';
import { inShort, type Decided } from './decided';
import { positionIn } from './included';
import type { QueryParts } from './parts';
import { handleSet, type Person } from './person';

/** The rows on a customer's card. */
export interface Card {
  /** Null when nothing is recorded about them that is in force. */
  readonly row: Customer | null;
  readonly decided: Decided;
}

/** What cards are made of, for who asks how far it is. */
export const CARD_VIEW = [customerView] as const;
export const CARD_DECISIONS = [tiers, signals, ruleRuns] as const;
export const CARD_PARTS = [...CARD_VIEW, ...CARD_DECISIONS];

const NO_ROWS: CardRows = { customers: [], tiers: [], signals: [] };

/**
 * The rows of several cards in one statement, by customer. Identity may be a moment ahead of the view: a customer that has
 * just been joined is then still under the id of one of its parts.
 * @param reach how far `CARD_PARTS` were before: decisions of runs that were closed up to there are shown.
 */
export const cardsOf = async (
  { keyed }: Pick<QueryParts, 'keyed'>,
  people: readonly Person[],
  reach: readonly Reach[],
): Promise<ReadonlyMap<string, Card>> => {
  const decidedUpTo = positionIn(reach, CARD_DECISIONS);
  const rows = people.length > 0 ? await rowsOf(keyed, people, decidedUpTo) : NO_ROWS;
  const views = new Map(rows.customers.map((row) => [row.key, row]));
  return new Map(
    people.map((person) => {
      const { customer, handles } = person;
      const ids = handleSet(person).add(customer);
      const row = views.get(customer) ?? handles.map(({ handle }) => views.get(handle)).find((found) => found) ?? null;
      const decided = inShort(tiersHeld(rows, customer, ids), signalsHeld(rows, customer, ids));
      return [customer, { row, decided }];
    }),
  );
};

const rowsOf = async (keyed: QueryParts['keyed'], people: readonly Person[], upTo: string): Promise<CardRows> => {
  const ids = people.flatMap((person) => [...handleSet(person).add(person.customer)]);
  const { rows } = await keyed.query<CardRows>({ name: 'card-rows', text: CARD_ROWS, values: [ids, upTo] });
  return rows[0]!;
};
