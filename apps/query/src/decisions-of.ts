import { wholeNumber } from '@rapport/edge';
import type { HistoryPage, Page, UpTo } from '@rapport/projections';
import type { Found } from './answer';
import { orBadCursor } from './bad-cursor';
import { READ_ANSWERS } from './common-about';
import { decidedUpTo } from './decided';
import { LIMIT_MAX, LIST_QUERY } from './decided-about';
import type { QueryParts } from './parts';
import { handleSet, personOf, type Person } from './person';
import { ruleName } from './rule-asked';

/** Parameters of the decisions about one customer, and what the OpenAPI document says of them. */
export const DECISIONS_PARAMETERS = ['rule', 'cursor', 'limit', 'minPosition'] as const;
export type DecisionsGiven = Partial<Record<(typeof DECISIONS_PARAMETERS)[number], string>>;
export const DECISIONS_QUERY = { rule: { type: 'string', description: 'One rule only' }, ...LIST_QUERY } as const;
export const DECISIONS_ANSWERS = {
  200: 'What holds and a page of the history; `next` is null on the last one',
  ...READ_ANSWERS,
} as const;

/** One kind of decision: what holds of it, and how it came about. */
export interface DecisionKind<Row> {
  readonly current: (person: Person, upTo: UpTo, rule: string | undefined) => Promise<readonly object[]>;
  readonly history: (handles: readonly string[], upTo: UpTo, page: HistoryPage) => Promise<Page<Row>>;
  readonly view: (row: Row) => object;
}

/** What was decided about a customer by rules: what holds, and a page of the history. @throws Problem 400, 404 */
export const decisionsOf = async <Row>(
  parts: QueryParts,
  id: string,
  given: DecisionsGiven,
  { current, history, view }: DecisionKind<Row>,
): Promise<Found> => {
  const rule = ruleName(given.rule);
  const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
  const upTo = await decidedUpTo(parts, given.minPosition);
  const person = await personOf(parts, id);
  const { customer } = person;
  const handles = handleSet(person);
  const held = await current(person, upTo, rule);
  const asked = { ...(rule && { rule }), cursor: given.cursor ?? null, limit };
  const page = await orBadCursor(() => history([...handles], upTo, asked));
  return {
    position: upTo.position,
    showings: [{ customer, handles, row: { current: held, history: page.rows.map(view) } }],
    body: ([row]) => ({ customerId: customer, ...(row as object), next: page.next }),
  };
};
