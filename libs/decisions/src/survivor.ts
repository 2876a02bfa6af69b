import { rankOf } from '@rapport/events';
import { pairOf, type Node } from './identity';

/** Strongest identifier type first, then the handle as text. */
export const bySurvival = (left: Node, right: Node): number =>
  rankOf(left.type) - rankOf(right.type) || (left.handle < right.handle ? -1 : left.handle > right.handle ? 1 : 0);

/**
 * The handle whose name a customer bears: the least by (rank of the identifier type, handle). A function of the set alone,
 * so it does not matter in which order customers were joined, and a split finds it again.
 */
export const survivorOf = (handles: readonly Node[]): string =>
  handles.reduce((least, node) => (bySurvival(node, least) < 0 ? node : least)).handle;

/** The customer of each handle: the survivor of its connected component. Edges to unknown handles are ignored. */
export const customersOf = (
  nodes: readonly Node[],
  edges: Iterable<readonly [string, string]>,
): ReadonlyMap<string, string> => {
  const known = new Map(nodes.map((node) => [node.handle, node]));
  const neighbours = new Map<string, string[]>(nodes.map(({ handle }) => [handle, []]));
  for (const [a, b] of edges) {
    if (!known.has(a) || !known.has(b)) continue;
    neighbours.get(a)!.push(b);
    neighbours.get(b)!.push(a);
  }
  const customers = new Map<string, string>();
  for (const { handle } of nodes) {
    if (customers.has(handle)) continue;
    const component = reach(handle, neighbours);
    const survivor = survivorOf(component.map((member) => known.get(member)!));
    for (const member of component) customers.set(member, survivor);
  }
  return customers;
};

const reach = (from: string, neighbours: ReadonlyMap<string, readonly string[]>): string[] => {
  const reached = new Set([from]);
  for (const handle of reached) for (const next of neighbours.get(handle) ?? []) reached.add(next);
  return [...reached];
};

/** A pair as one text, for maps. */
export const edgeKey = (one: string, other: string): string => pairOf(one, other).join('+');
