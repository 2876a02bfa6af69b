import type { Edge } from '@rapport/read-db';

/** Which handles leave, and which pairs must come apart for that. */
export interface SplitPlan {
  readonly apart: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
}

/**
 * The handles that hang together with `from` when what persons joined is left out: what the customer of `from` was before
 * the join.
 */
export const withoutJoins = (from: string, edges: readonly Edge[]): readonly string[] => {
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

/** Every pair across the cut that is linked or that sources assert; asserted ones would link again with the next event. */
export const splitPlan = (apart: readonly string[], members: readonly string[], edges: readonly Edge[]): SplitPlan => {
  const inside = new Set(apart);
  const all = new Set(members);
  const crosses = ({ a, b }: Edge): boolean => all.has(a) && all.has(b) && inside.has(a) !== inside.has(b);
  const undecided = edges.filter((edge) => crosses(edge) && edge.verdict !== 'split' && (edge.linked || edge.asserted));
  return { apart: [...inside], pairs: undecided.map(({ a, b }) => [a, b]) };
};
