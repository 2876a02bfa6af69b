import { compareOccurred } from '@rapport/fold';
import type { Field } from '../fields';
import type { Item } from '../item';
import type { Accumulator, By } from './accumulator';
import { memberOf, mergeBy, mergeIn, setIn } from './accumulator';
import { counted, mergeCounts } from './sketch';

/** Values as names, so that 1 and "1" stay two. */
export const nameOf = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : JSON.stringify(value);

/** How many different values a field has, exactly. */
export const distinctOf = ({ of }: Field): Accumulator<By<1>> => ({
  none: {},
  add: (state, item) => {
    const name = nameOf(of(item));
    return name === undefined || Object.hasOwn(state, name) ? state : { ...state, [name]: 1 };
  },
  into: (state, item) => {
    const name = nameOf(of(item));
    return name === undefined || Object.hasOwn(state, name) ? state : setIn(state, name, 1);
  },
  merge: (one, other) => mergeBy(one, other, () => 1),
  mergeInto: (one, other) => mergeIn(one, other, () => 1),
  show: (state) => Object.keys(state).length,
});

/** How many customers there are; each customer's own state says 1. */
export const customers: Accumulator<number> = {
  none: 0,
  add: () => 1,
  merge: (one, other) => one + other,
  show: (state) => state,
  ofCustomers: true,
};

/** The most frequent values of a field and how often each came; of equally frequent ones the first by name. */
export const topOf = ({ of }: Field, most: number): Accumulator<By<number>> => ({
  none: {},
  add: (state, item) => {
    const name = nameOf(of(item));
    return name === undefined ? state : counted(state, name, 1);
  },
  into: (state, item) => {
    const name = nameOf(of(item));
    return name === undefined ? state : setIn(state, name, (memberOf(state, name) ?? 0) + 1);
  },
  merge: mergeCounts,
  mergeInto: (one, other) => mergeIn(one, other, (a, b) => a + b),
  show: (state) =>
    Object.entries(state)
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([name, count]) => ({ value: JSON.parse(name) as unknown, count })),
});

/** When, which event, and what it said. */
type Said = readonly [occurredAt: string, eventId: string, value: unknown] | null;

/** The value of the earliest (-1) or latest (1) event, by (occurredAt, eventId); of several lines of one event the first. */
export const edgeOf = ({ of }: Field, sign: -1 | 1): Accumulator<Said> => {
  const outer = (one: Said, other: Said): Said => {
    if (one === null || other === null) return one ?? other;
    const [at, id] = one;
    const [otherAt, otherId] = other;
    const order = compareOccurred({ occurredAt: at, eventId: id }, { occurredAt: otherAt, eventId: otherId });
    return order * sign >= 0 ? one : other;
  };
  return {
    none: null,
    add: (state, item: Item) => {
      const value = of(item);
      const { occurredAt, eventId } = item.fact;
      return value === undefined || value === null ? state : outer(state, [occurredAt, eventId, value]);
    },
    merge: outer,
    show: (state) => state?.[2] ?? null,
  };
};

/** How many events (or lines) there are. */
export const count: Accumulator<number> = {
  none: 0,
  add: (state) => state + 1,
  remove: (state) => state - 1,
  merge: (one, other) => one + other,
  show: (state) => state,
};
