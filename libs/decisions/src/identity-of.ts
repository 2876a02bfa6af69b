import type { Fact } from '@rapport/events';
import { targetOf } from '@rapport/fold';
import { holds, isShared, MAX_PERSONS, pairsOf, type MaxPersons, type Node } from './identity';
import { asserts, takenAway, type EdgeSaid } from './observe';
import { customersOf, edgeKey } from './survivor';

/**
 * Who is who according to a set of facts, from nothing, in one go: what the follower must arrive at once it has read its
 * own decisions. The order of the facts matters for persons' verdicts alone, of which the last in the log counts.
 */
export const identityOf = (
  facts: readonly Fact[],
  maxPersons: MaxPersons = MAX_PERSONS,
): ReadonlyMap<string, string> => {
  const nodes = new Map<string, Node>(facts.flatMap((fact) => fact.handles.map((ref) => [ref.handle, ref])));
  const asserted = assertedPairs(facts);
  const others = new Map<string, Node[]>([...nodes.keys()].map((handle) => [handle, []]));
  for (const [a, b] of asserted.values()) {
    others.get(a)!.push(nodes.get(b)!);
    others.get(b)!.push(nodes.get(a)!);
  }
  const shared = new Set([...nodes.values()].filter((node) => isShared(node, others.get(node.handle)!, maxPersons)));
  const verdicts = lastVerdicts(facts);
  const pairs = new Map([...asserted, ...[...verdicts].map(([key, { pair }]) => [key, pair] as const)]);
  const linked = [...pairs].filter(([key, [a, b]]) =>
    holds(
      { asserted: asserted.has(key), verdict: verdicts.get(key)?.verdict ?? null },
      shared.has(nodes.get(a)!) || shared.has(nodes.get(b)!),
    ),
  );
  return customersOf(
    [...nodes.values()],
    linked.map(([, pair]) => pair),
  );
};

type Pair = readonly [a: string, b: string];

const assertedPairs = (facts: readonly Fact[]): Map<string, Pair> => {
  const records = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.channel === 'record') records.set(targetOf(fact), [...(records.get(targetOf(fact)) ?? []), fact]);
  }
  const inForce = facts.filter((fact) => asserts(fact) && !takenAway(records.get(fact.eventId) ?? []));
  return new Map(inForce.flatMap(({ handles }) => pairsOf(handles)).map((pair) => [edgeKey(...pair), pair]));
};

const lastVerdicts = (facts: readonly Fact[]): Map<string, { pair: Pair; verdict: 'joined' | 'split' }> => {
  const verdicts = new Map<string, { pair: Pair; verdict: 'joined' | 'split' }>();
  for (const fact of facts) {
    if (fact.channel !== 'identity') continue;
    const { a, b, by } = fact.data as unknown as EdgeSaid;
    if (by !== 'person') continue;
    verdicts.set(edgeKey(a, b), { pair: [a, b], verdict: fact.type === 'IdentifiersLinked' ? 'joined' : 'split' });
  }
  return verdicts;
};
