import { timelineEntries } from '@rapport/projections';
import type { Found } from '../answer';
import { asOfView, type AsOf } from '../as-of';
import { upToThen } from './customer-then';
import { DECIDED_BY } from '../decisions/decided';
import type { DECISIONS } from './field-path';
import { heldSegments } from '../decisions/held-segments';
import { heldSignals } from '../decisions/held-signals';
import { heldTiers } from '../decisions/held-tiers';
import type { QueryParts } from '../parts';
import { handleSet } from '../person';
import { ruleName } from '../decisions/rule-asked';
import { personThen, positionThen } from '../then';

/** A decision that holds, as far as the evidence goes. */
interface Held {
  readonly evidence?: { readonly events: readonly string[]; readonly count: number };
}

/** The events behind a decision, in the order in which they happened; those that this release lists no more are left out. */
const linked = async ({ db }: QueryParts, { evidence }: Held): Promise<readonly object[]> => {
  const entries = await timelineEntries(db.manager, evidence?.events ?? []);
  return [...entries]
    .sort((a, b) => (a.listedAt < b.listedAt ? -1 : 1))
    .map(({ key, position, type, channel, source, listedAt, recordedAt, status }) => ({
      ...{ eventId: key, position, type, channel, source, occurredAt: listedAt, recordedAt, status },
    }));
};

const HELD = { tiers: heldTiers, signals: heldSignals, segments: heldSegments } as const;

/** Why a customer is in a tier or a segment, or signals hold: the decision, with the events that it names as evidence. @throws Problem 400, 404 */
export const whyDecided = async (
  parts: QueryParts,
  id: string,
  kind: (typeof DECISIONS)[number],
  rule: string | undefined,
  asOf: AsOf,
  minPosition: string | undefined,
): Promise<Found> => {
  const position = await positionThen(parts, asOf, minPosition, DECIDED_BY);
  const person = await personThen(parts, id, position);
  const held = await HELD[kind](parts, person, upToThen(position, asOf), ruleName(rule));
  const decisions = await Promise.all(held.map(async (one) => ({ ...one, events: await linked(parts, one as Held) })));
  const { customer } = person;
  const field = `/${kind}${rule === undefined ? '' : `/${rule}`}`;
  return {
    ...{ position, asOf },
    showings: [{ customer, handles: handleSet(person), row: decisions }],
    body: ([shown]) => ({ customerId: customer, field, decisions: shown, ...asOfView(asOf, position) }),
  };
};
