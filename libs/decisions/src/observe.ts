import type { Fact } from '@rapport/events';
import { compareOccurred, isAboutFacts, targetOf } from '@rapport/fold';
import { pairsOf } from './identity';
import type { EdgeDecision, IdentityGraph } from './identity-graph';

/** What the rule must know of the log before the event that it looks at. */
export interface Knowledge {
  /** An earlier event by its id. */
  seen(eventId: string): Fact | undefined;
  /** False when the corrections and retractions up to now leave nothing of the event. */
  inForce(eventId: string): boolean;
  /** The first event in force up to now that asserts both handles. */
  evidence(a: string, b: string): string | null;
}

/** True when a record (correction or retraction) is the last word on its target and takes it away. */
export const takenAway = (records: readonly Fact[]): boolean =>
  [...records].sort(compareOccurred).at(-1)?.type === 'InteractionRetracted';

/** True for events by which a source asserts that their identifiers are of one person. */
export const asserts = (fact: Fact): boolean => !isAboutFacts(fact) && fact.handles.length > 1;

/**
 * The identity rule, one event at a time: changes the graph and says which pairs are to be linked or unlinked. It depends
 * on the log up to the event alone, so deciding again after a crash decides the same.
 */
export const observe = (graph: IdentityGraph, fact: Fact, knowledge: Knowledge): readonly EdgeDecision[] => {
  if (fact.channel === 'identity') return readBack(graph, fact);
  if (fact.channel === 'record') return onRecord(graph, fact, knowledge);
  if (!asserts(fact) || !knowledge.inForce(fact.eventId)) return [];
  const fresh = pairsOf(fact.handles).filter(([a, b]) => !graph.edge(a, b).asserted);
  return fresh.length === 0 ? [] : graph.setEvidence(fresh.map(([a, b]) => [a, b, fact.eventId]));
};

const onRecord = (graph: IdentityGraph, fact: Fact, knowledge: Knowledge): readonly EdgeDecision[] => {
  const target = knowledge.seen(targetOf(fact));
  if (!target || !asserts(target)) return [];
  return graph.setEvidence(pairsOf(target.handles).map(([a, b]) => [a, b, knowledge.evidence(a, b)]));
};

/** What an identity event says, in the types of the language. */
export interface EdgeSaid {
  readonly a: string;
  readonly b: string;
  readonly generation: number;
  readonly by: 'source' | 'person';
}

const readBack = (graph: IdentityGraph, fact: Fact): readonly EdgeDecision[] => {
  const { a, b, generation, by } = fact.data as unknown as EdgeSaid;
  return graph.readBack(a, b, fact.type === 'IdentifiersLinked', generation, by);
};
