import type { KnownEdge } from '@rapport/decisions';

/**
 * The handles that hang together with `from` when what persons joined is left out: what the customer of `from` was before
 * the join.
 */
export const withoutJoins = (from: string, edges: readonly KnownEdge[]): readonly string[] => {
  const found = new Set([from]);
  const bySources = edges.filter(({ linked, verdict }) => linked && verdict !== 'joined');
  for (let grown = true; grown;) {
    grown = false;
    for (const { a, b } of bySources) {
      if (found.has(a) === found.has(b)) continue;
      found.add(a).add(b);
      grown = true;
    }
  }
  return [...found];
};
