import type { SealedCell } from '@rapport/events';
import { pairOf, type EdgeFacts, type Node } from './identity';
import { identityEvent, type DecidedEvent } from './identity-event';
import { edgeKey, survivorOf } from './survivor';

/** Who commands, when and why. */
export interface PersonCommand {
  /** The key on whose behalf it is recorded. */
  readonly by: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly reason?: SealedCell;
  readonly correlationId?: string;
}

/** An edge as the identity tables give it. */
export interface KnownEdge extends EdgeFacts {
  /** True while the log's last decision is that the two belong together. */
  readonly linked: boolean;
}

export type IdentityRefusal = 'unknown-customer' | 'same-customer' | 'nothing-to-split' | 'not-of-customer';

/** The events to append, or why not. */
export type IdentityOutcome =
  | { readonly ok: true; readonly events: readonly DecidedEvent[] }
  | { readonly ok: false; readonly code: IdentityRefusal; readonly detail: string };

const refuse = (code: IdentityRefusal, detail: string): IdentityOutcome => ({ ok: false, code, detail });

const said = (one: Node, other: Node, linked: boolean, generation: number, command: PersonCommand): DecidedEvent => {
  const [a, b] = one.handle < other.handle ? [one, other] : [other, one];
  const { by, at, reason, correlationId } = command;
  const meta = { by, ...(correlationId ? { correlationId } : {}) };
  const why = linked ? 'joined' : 'split';
  return identityEvent({
    ...{ a, b, linked, generation, by: 'person', evidence: null, why, occurredAt: at, meta, reason },
  });
};

/**
 * A person says that two customers are one: their survivors' handles are linked, whatever sources assert.
 * @param first all handles of one customer; empty = unknown.
 * @param edges what is known about pairs between the two; others are ignored.
 */
export const joinCustomers = (
  first: readonly Node[],
  second: readonly Node[],
  edges: readonly KnownEdge[],
  command: PersonCommand,
): IdentityOutcome => {
  if (first.length === 0 || second.length === 0) return refuse('unknown-customer', 'no event ever carried this handle');
  const one = first.find(({ handle }) => handle === survivorOf(first))!;
  const other = second.find(({ handle }) => handle === survivorOf(second))!;
  if (one.handle === other.handle) return refuse('same-customer', 'the two are one customer already');
  const key = edgeKey(one.handle, other.handle);
  const generation = edges.find(({ a, b }) => edgeKey(a, b) === key)?.generation ?? 0;
  return { ok: true, events: [said(one, other, true, generation + 1, command)] };
};

/**
 * A person says that some handles are somebody else's: every pair across the cut that is linked or asserted is unlinked,
 * for good, until a person joins it again.
 * @param customer all handles of the customer; empty = unknown.
 * @param off the handles to take off.
 * @param edges everything known about pairs of the customer's handles; others are ignored.
 */
export const splitCustomer = (
  customer: readonly Node[],
  off: readonly string[],
  edges: readonly KnownEdge[],
  command: PersonCommand,
): IdentityOutcome => {
  if (customer.length === 0) return refuse('unknown-customer', 'no event ever carried this handle');
  const nodes = new Map(customer.map((node) => [node.handle, node]));
  const taken = new Set(off);
  const stranger = off.find((handle) => !nodes.has(handle));
  if (stranger !== undefined) return refuse('not-of-customer', `${stranger} does not belong to the customer`);
  if (taken.size === 0) return refuse('nothing-to-split', 'name at least one handle to take off');
  if (taken.size === nodes.size) return refuse('nothing-to-split', 'at least one handle must stay');
  const cut = edges
    .filter(({ a, b }) => nodes.has(a) && nodes.has(b) && taken.has(a) !== taken.has(b))
    .filter(({ linked, asserted, verdict }) => linked || verdict === 'joined' || (asserted && verdict !== 'split'));
  const inOrder = [...cut].sort((x, y) => (edgeKey(x.a, x.b) < edgeKey(y.a, y.b) ? -1 : 1));
  const events = inOrder.map(({ a, b, generation }) => {
    const [one, other] = pairOf(a, b);
    return said(nodes.get(one)!, nodes.get(other)!, false, generation + 1, command);
  });
  return { ok: true, events };
};
