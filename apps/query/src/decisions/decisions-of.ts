import { wholeNumber } from '@rapport/edge';
import type { HistoryPage, Page, UpTo } from '@rapport/projections';
import type { Found } from '../answer';
import { AS_OF_ANSWERS, AS_OF_PARAMETERS, AS_OF_QUERY, asOfOf, asOfView, type AsOf } from '../as-of';
import { orBadCursor } from '../bad-cursor';
import { READ_ANSWERS } from '../common-about';
import { upToThen } from '../customers/customer-then';
import { DECIDED_BY, decidedUpTo, type DecidedBy } from './decided';
import { LIMIT_MAX, LIST_QUERY } from './decided-about';
import type { QueryParts } from '../parts';
import { handleSet, personOf, type Person } from '../person';
import { ruleName } from './rule-asked';
import { personThen, positionThen } from '../then';

/** Parameters of the decisions about one customer, and what the OpenAPI document says of them and of refusals. */
export const DECISIONS_PARAMETERS = ['rule', 'cursor', 'limit', 'minPosition', ...AS_OF_PARAMETERS] as const;
export type DecisionsGiven = Partial<Record<(typeof DECISIONS_PARAMETERS)[number], string>>;
export const DECISIONS_QUERY = {
  rule: { type: 'string', description: 'One rule only' },
  ...AS_OF_QUERY,
  ...LIST_QUERY,
} as const;
export const DECISIONS_ANSWERS = {
  ...READ_ANSWERS,
  ...AS_OF_ANSWERS,
} as const;

/** One kind of decision: what holds of it, and how it came about. */
export interface DecisionKind<Row> {
  readonly current: (person: Person, upTo: UpTo, rule: string | undefined) => Promise<readonly object[]>;
  readonly history: (handles: readonly string[], upTo: UpTo, page: HistoryPage) => Promise<Page<Row>>;
  readonly view: (row: Row) => object;
  /** What stands beside these two in the answer. */
  readonly beside?: (person: Person, upTo: UpTo, rule: string | undefined) => Promise<object>;
  /** What they are read from, where it is not what most decisions are. */
  readonly by?: DecidedBy;
}

/** What was decided about a customer by rules: what holds, and a page of the history. @throws Problem 400, 404 */
export const decisionsOf = async <Row>(
  parts: QueryParts,
  id: string,
  given: DecisionsGiven,
  { current, history, view, beside, by = DECIDED_BY }: DecisionKind<Row>,
): Promise<Found> => {
  const rule = ruleName(given.rule);
  const limit = wholeNumber('limit', given.limit, 50, LIMIT_MAX);
  const asOf = asOfOf(given);
  const { upTo, person } = await (asOf
    ? then(parts, id, asOf, given.minPosition, by)
    : now(parts, id, given.minPosition, by));
  const { customer } = person;
  const handles = handleSet(person);
  const held = await current(person, upTo, rule);
  const more = await beside?.(person, upTo, rule);
  const asked = { ...(rule && { rule }), cursor: given.cursor ?? null, limit };
  const page = await orBadCursor(() => history([...handles], upTo, asked));
  return {
    ...{ position: upTo.position, asOf },
    showings: [{ customer, handles, row: { current: held, ...more, history: page.rows.map(view) } }],
    body: ([row]) => ({
      ...{ customerId: customer, ...(row as object), next: page.next },
      ...(asOf && asOfView(asOf, upTo.position)),
    }),
  };
};

/** Of whom, and up to which closes. */
interface Asked {
  readonly upTo: UpTo;
  readonly person: Person;
}

const now = async (parts: QueryParts, id: string, minPosition: string | undefined, by: DecidedBy): Promise<Asked> => ({
  upTo: await decidedUpTo(parts, minPosition, by),
  person: await personOf(parts, id),
});

const then = async (
  parts: QueryParts,
  id: string,
  asOf: AsOf,
  minPosition: string | undefined,
  by: DecidedBy,
): Promise<Asked> => {
  const position = await positionThen(parts, asOf, minPosition, by);
  return { upTo: upToThen(position, asOf), person: await personThen(parts, id, position) };
};
