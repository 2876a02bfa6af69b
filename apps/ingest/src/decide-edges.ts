import type { IdentityOutcome, KnownEdge, PersonCommand } from '@rapport/decisions';
import { Problem } from '@rapport/edge';
import type { Position } from '@rapport/event-store';
import type { IngestParts } from './parts';
import { orUnavailable } from './store-answers';

/** A rule about pairs of handles: from what is known, the events to append or why not. */
export type EdgeRule = (edges: readonly KnownEdge[], command: PersonCommand) => IdentityOutcome;

/** What a person says, and on which customer's behalf the reason is sealed. */
export interface Said {
  readonly customer: string;
  readonly reason: string;
  readonly keyId: string;
}

const ATTEMPTS_MAX = 20;
const STATUS = {
  'unknown-customer': 404,
  'same-customer': 409,
  'nothing-to-split': 409,
  'not-of-customer': 422,
} as const;
const DETAIL = {
  'unknown-customer': 'there is no customer with this id',
  'same-customer': 'both ids are one customer already',
  'nothing-to-split': 'nothing would be split: something must leave, and something must stay',
  'not-of-customer': 'a handle does not belong to this customer',
} as const;

/**
 * Appends what the rule decides and returns the position of the last event. Decisions about a pair are numbered; when
 * somebody else took the number first, or identity has not read the last decision yet, the next number is tried.
 * @throws Problem when the rule refuses.
 */
export const decideEdges = async (
  { store, vault }: Pick<IngestParts, 'store' | 'vault'>,
  edges: readonly KnownEdge[],
  { customer, reason, keyId }: Said,
  rule: EdgeRule,
): Promise<Position> => {
  const at = new Date().toISOString();
  const sealer = await vault.sealer([{ handle: customer, dataClass: 'content', at }]);
  const command = { by: keyId, at, reason: sealer.seal(customer, 'content', at, reason) };
  let known = edges;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const outcome = rule(known, command);
    if (!outcome.ok) throw new Problem(STATUS[outcome.code], outcome.code, DETAIL[outcome.code]);
    if (outcome.events.length === 0) throw new Problem(409, 'nothing-to-split', 'they are apart already');
    const appends = outcome.events.map(({ stream, ...event }) => ({
      stream,
      expected: 'any' as const,
      events: [event],
    }));
    const placed = await orUnavailable(() => store.append(appends));
    const taken = outcome.events.filter((_, index) => !('placed' in placed[index]!));
    if (taken.length === 0) {
      return placed.reduce(
        (last, one) => ('placed' in one && one.placed[0]!.position > last ? one.placed[0]!.position : last),
        '',
      );
    }
    // What was appended comes out the same again and is a duplicate; only the pairs whose number was taken move on.
    known = taken.reduce((all, { body }) => withNumberTaken(all, body), known);
  }
  throw new Problem(409, 'decided-meanwhile', 'others decide about the same pair; look again');
};

const withNumberTaken = (edges: readonly KnownEdge[], body: string): readonly KnownEdge[] => {
  const { a, b, generation } = (JSON.parse(body) as { data: { a: string; b: string; generation: number } }).data;
  const found = edges.find((edge) => edge.a === a && edge.b === b);
  const fresh = { a, b, asserted: false, evidence: null, verdict: null, linked: false };
  return [...edges.filter((edge) => edge !== found), { ...(found ?? fresh), generation }];
};
