import {
  cardRows,
  customerView,
  ruleRuns,
  signals,
  signalsHeld,
  tiers,
  tiersHeld,
  type CardRows,
  type CardTask,
  type Customer,
} from '@rapport/projections';
import { peopleFinder, recogniser, type Alongside, type Reach } from '@rapport/read-db';
import { inShort, type Decided } from '../decisions/decided';
import { positionIn } from '../included';
import { handleSet, type Person } from '../person';

/** The rows on a customer's card. */
export interface Card {
  /** Null when nothing is recorded about them that is in force. */
  readonly row: Customer | null;
  readonly decided: Decided;
  /** What there is to do about them, the most urgent first; ten at most. */
  readonly tasks: readonly object[];
}

/** What cards are made of, for who asks how far it is. */
export const CARD_VIEW = [customerView] as const;
const CARD_DECISIONS = [tiers, signals, ruleRuns] as const;
export const CARD_PARTS = [...CARD_VIEW, ...CARD_DECISIONS];

/** Shown are decisions of runs that were closed where all of their projections have come. */
const ROWS: Alongside = {
  select: `select rows.* from (
      select min(coalesce(r ->> 'position', '') collate "C") as position from json_array_elements(who.reach) r
      where r ->> 'name' in (${CARD_DECISIONS.map(({ name }) => `'${name}'`).join(', ')})) decided
    cross join lateral (${cardRows('who.ids', 'decided.position')}) rows`,
  columns: ['customers', 'tiers', 'signals', 'tasks'],
};

/** Whom identifiers may stand for, with the rows of their cards; ask for the reach of `CARD_PARTS`. */
export const recogniseWithCards = recogniser<CardRows>(ROWS);

/** Customers by any of their ids, with the rows of their cards; ask for the reach of `CARD_PARTS`. */
export const findWithCards = peopleFinder<CardRows>(ROWS);

/** Tasks on a card. */
const TASKS_SHOWN = 10;
const taskInShort = ({ key, about, dueAt, priority, assignee, team, policy }: CardTask): object => ({
  ...{ taskId: key, about, dueAt, priority, assignee, team, policy },
});

/**
 * The card of a person. Identity may be a moment ahead of the view: a customer that has just been joined is then still under
 * the id of one of its parts.
 * @throws Problem 503 while a new version of a projection of decisions has not caught up.
 */
export const cardOf = (person: Person, found: CardRows & { readonly reach: readonly Reach[] }): Card => {
  positionIn(found.reach, CARD_DECISIONS);
  const { customer, handles } = person;
  const ids = handleSet(person).add(customer);
  const own = [customer, ...handles.map(({ handle }) => handle)];
  const row = own.map((id) => found.customers.find(({ key }) => key === id)).find((view) => view) ?? null;
  return {
    row,
    decided: inShort(tiersHeld(found, customer, ids), signalsHeld(found, customer, ids)),
    tasks: found.tasks
      .filter((task) => ids.has(task.customer))
      .slice(0, TASKS_SHOWN)
      .map(taskInShort),
  };
};
