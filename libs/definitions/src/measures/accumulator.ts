import type { Item } from '../item';

/** What a measure keeps of the items that it has seen: plain JSON, the same whatever their order. */
export type State = unknown;

/**
 * How a figure is kept. States of disjoint sets of items can be merged; with `remove` an item can be taken off again, exactly as
 * if it had never been added. `add` and `remove` change nothing that they are given.
 */
export interface Accumulator<S = any> {
  readonly none: S;
  readonly add: (state: S, item: Item) => S;
  /**
   * The same into a state that is the caller's own, in place; `none` itself is never written to. For states that grow with what
   * they have seen: to copy one for each item takes a customer of a hundred thousand events hours.
   */
  readonly into?: (state: S, item: Item) => S;
  readonly remove?: (state: S, item: Item) => S;
  readonly merge: (one: S, other: S) => S;
  /** The same into the first one, which is the caller's own: else a reading copies, for each customer, what it has of all before. */
  readonly mergeInto?: (one: S, other: S) => S;
  /** The figure as rows show it; null where there is nothing to tell. */
  readonly show: (state: S) => unknown;
  /** Only right when every customer's items are kept apart: the figure counts customers. */
  readonly ofCustomers?: boolean;
}

/** States by a name (a currency, a value): each is made when it is first needed and goes when `isNone` says so. */
export type By<S> = Readonly<Record<string, S>>;

/** Sets one member, or takes it out when there is nothing in it. */
export const withMember = <S>(by: By<S>, name: string, state: S | undefined): By<S> => {
  if (state !== undefined) return { ...by, [name]: state };
  const { [name]: _gone, ...others } = by;
  return others;
};

/** States that were made here to grow. Others may be shared by many, or be anybody's: they are copied once, before the first write. */
const growing = new WeakSet<object>();

/** Sets one member in place, of a state that is the caller's own. */
export const setIn = <S>(by: By<S>, name: string, state: S): By<S> => {
  const own: Record<string, S> = growing.has(by) ? (by as Record<string, S>) : { ...by };
  if (own !== by) growing.add(own);
  own[name] = state;
  return own;
};

/** Merges member by member. */
export const mergeBy = <S>(one: By<S>, other: By<S>, merge: (a: S, b: S) => S): By<S> => {
  const merged: Record<string, S> = { ...one };
  for (const [name, state] of Object.entries(other)) {
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined;
    merged[name] = before === undefined ? state : merge(before, state);
  }
  return merged;
};

/** The same in place, into states that are the caller's own. */
export const mergeIn = <S>(one: By<S>, other: By<S>, merge: (a: S, b: S) => S): By<S> => {
  let into = one;
  for (const [name, state] of Object.entries(other)) {
    const before = memberOf(into, name);
    into = setIn(into, name, before === undefined ? state : merge(before, state));
  }
  return into;
};

/** A member of its own, whatever the name (`constructor` is one that every object seems to have). */
export const memberOf = <S>(by: By<S>, name: string): S | undefined => (Object.hasOwn(by, name) ? by[name] : undefined);

/** Members by name, each as it is shown. */
export const showBy = <S>(by: By<S>, show: (state: S, name: string) => unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(by)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, state]) => [name, show(state, name)]),
  );
