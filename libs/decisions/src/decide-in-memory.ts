import { decodeEvent, type Fact } from '@rapport/events';
import { targetOf } from '@rapport/fold';
import { MAX_PERSONS, pairsOf, type MaxPersons } from './identity';
import { identityEvent, IDENTITY_RULE, type DecidedEvent } from './identity-event';
import { IdentityGraph, type EdgeDecision, type EdgeState } from './identity-graph';
import { asserts, observe, takenAway, type EdgeSaid, type Knowledge } from './observe';
import { customersOf, edgeKey } from './survivor';

/** What the rule made of a log: its own decisions, and who is who once it has read them back. */
export interface Decided {
  readonly decided: readonly Fact[];
  readonly customers: ReadonlyMap<string, string>;
  readonly edges: readonly EdgeState[];
}

/** The event of a decision; its time and evidence come from the event that led to it, never from a clock. */
export const decisionEvent = (decision: EdgeDecision, trigger: Fact): DecidedEvent =>
  identityEvent({
    ...decision,
    ...{ by: 'source', evidence: trigger.eventId, occurredAt: trigger.recordedAt },
    meta: { by: IDENTITY_RULE, causationId: trigger.eventId },
  });

/**
 * Runs the identity rule over a whole log in memory, as a follower would that appends what it decides and reads it back
 * (an id that the log holds already is not appended again): the reference that the follower on PostgreSQL must equal.
 */
export const decide = (facts: readonly Fact[], maxPersons: MaxPersons = MAX_PERSONS): Decided => {
  const graph = new IdentityGraph(maxPersons);
  const log = [...facts];
  const ids = new Set(facts.map(({ eventId }) => eventId));
  const decided: Fact[] = [];
  const linked = new Map<string, readonly [string, string]>();
  for (let at = 0; at < log.length; at++) {
    const fact = log[at]!;
    for (const ref of fact.handles) {
      if (!graph.nodes.has(ref.handle)) graph.putNode({ ...ref, shared: false });
    }
    for (const decision of observe(graph, fact, knowledgeOf(log.slice(0, at + 1)))) {
      const read = readBack(decisionEvent(decision, fact), log.length);
      decided.push(read);
      if (!ids.has(read.eventId)) log.push(read);
      ids.add(read.eventId);
    }
    if (fact.channel === 'identity') noteLink(linked, fact);
  }
  const customers = customersOf([...graph.nodes.values()], linked.values());
  return { decided, customers, edges: [...graph.edges.values()] };
};

const readBack = ({ id, stream, body }: DecidedEvent, at: number): Fact =>
  decodeEvent({ id, stream, body, position: String(at), recordedAt: new Date(at).toISOString() });

const noteLink = (linked: Map<string, readonly [string, string]>, fact: Fact): void => {
  const { a, b } = fact.data as unknown as EdgeSaid;
  if (fact.type === 'IdentifiersLinked') linked.set(edgeKey(a, b), [a, b]);
  else linked.delete(edgeKey(a, b));
};

const knowledgeOf = (log: readonly Fact[]): Knowledge => {
  const inForce = (eventId: string): boolean =>
    !takenAway(log.filter((fact) => fact.channel === 'record' && targetOf(fact) === eventId));
  const names = (fact: Fact, a: string, b: string): boolean =>
    pairsOf(fact.handles).some((pair) => pair[0] === a && pair[1] === b);
  return {
    seen: (eventId) => log.find((fact) => fact.eventId === eventId),
    inForce,
    evidence: (a, b) =>
      log.find((fact) => asserts(fact) && names(fact, a, b) && inForce(fact.eventId))?.eventId ?? null,
  };
};
