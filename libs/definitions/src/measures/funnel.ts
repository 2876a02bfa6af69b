import type { Test } from '../condition';
import type { Accumulator } from './accumulator';
import { firstAfter, type Mark, marked, markInto, type Marks, millisOf } from './marks';

/** A step as it is kept: what customers see of it is its name. */
export interface FunnelStep {
  readonly name: string;
  readonly test: Test;
}

/** Of one customer: when which step was taken. Of customers put together: how many took at least so many steps. */
type Walked = { readonly marks: Marks } | { readonly reached: readonly number[] };

/**
 * How many steps one customer took, one after the other, within so many milliseconds from the first. From one beginning the
 * earliest next step is never worse than a later one; without a window neither is the earliest beginning.
 */
const depthOf = (marks: Marks, withinMs: number | null): number => {
  let deepest = 0;
  for (const begun of marks[0]!) {
    let at: Mark | undefined = begun;
    let depth = 0;
    while (at !== undefined && (withinMs === null || millisOf(at) - millisOf(begun) <= withinMs)) {
      depth += 1;
      at = depth === marks.length ? undefined : firstAfter(marks[depth]!, at);
    }
    deepest = Math.max(deepest, depth);
    if (deepest === marks.length || withinMs === null) break;
  }
  return deepest;
};

/** Without a window only the earliest beginning and the latest end can matter, however many there are. */
const pruned = (marks: Marks): Marks => {
  const last = marks.length - 1;
  return marks.map((own, nth) => (nth === 0 ? own.slice(0, 1) : nth === last ? own.slice(-1) : own));
};

/** How many customers took each step after the ones before it, all within so many milliseconds from the first; null = ever. */
export const funnelOf = (steps: readonly FunnelStep[], withinMs: number | null): Accumulator<Walked> => {
  const tests = steps.map(({ test }) => test);
  const reachedOf = (state: Walked): readonly number[] => {
    if ('reached' in state) return state.reached;
    const depth = depthOf(state.marks, withinMs);
    return steps.map((_, nth) => (nth < depth ? 1 : 0));
  };
  return {
    none: { marks: steps.map((): Mark[] => []) },
    add: (state, item) => {
      const before = (state as { readonly marks: Marks }).marks;
      const after = marked(before, tests, ([first]) => first!, item);
      if (after === before) return state;
      return { marks: withinMs === null ? pruned(after) : after };
    },
    into: (state, item) => {
      const { marks } = state as { readonly marks: Marks };
      // What is empty may be shared by many.
      const own = marks.every(({ length }) => length === 0) ? steps.map((): Mark[] => []) : marks;
      markInto(own, tests, ([first]) => first!, item);
      return { marks: withinMs === null ? pruned(own) : own };
    },
    merge: (one, other) => {
      const more = reachedOf(other);
      return { reached: reachedOf(one).map((count, nth) => count + more[nth]!) };
    },
    show: (state) => Object.fromEntries(reachedOf(state).map((count, nth) => [steps[nth]!.name, count])),
    ofCustomers: true,
  };
};
