import type { Test } from '../condition';
import type { Field } from '../fields';
import { type Accumulator, type By, memberOf, setIn, withMember } from './accumulator';
import { plus, quotient } from './decimals';
import { firstAfter, type Mark, marked, markInto, type Marks, millisOf } from './marks';
import { mergeCounts, quantileIn, type Sketch, withValue } from './sketch';
import { nameOf } from './values';

/** From what to what, of which matter, within how long, shown in which unit. */
export interface Between {
  readonly from: Test;
  readonly to: Test;
  /** Only what has the same value here belongs together: a case, an order. */
  readonly same: Field | null;
  readonly withinMs: number | null;
  readonly unitMs: number;
}

/** Times of customers put together: how many, their sum in milliseconds, and how they are spread. */
interface Times {
  readonly n: number;
  readonly sum: string;
  readonly sketch: Sketch;
}

/** Of one customer the marks, by matter; what they amount to can change with every event that comes late. */
type Passed = { readonly marks: By<Marks> } | Times;

const NONE: Marks = [[], []];
/** The name of the matter where all is one. */
const ALL = '';
const [BEGINS, BOTH, ENDS] = [0, 1, 2];

/** At one moment what only begins comes first and what only ends comes last. */
const rankOf = (passed: readonly number[]): number => (passed.length === 2 ? BOTH! : passed[0] === 0 ? BEGINS! : ENDS!);

/**
 * The times of one matter, in milliseconds. A beginning waits for the first end after it; what begins again meanwhile does not begin
 * anew. With a window nothing waits longer than that. An end may be the next beginning.
 */
const timesOf = ([begins, ends]: Marks, withinMs: number | null): readonly number[] => {
  const times: number[] = [];
  let freeFrom: Mark = '';
  for (const begun of begins!) {
    if (begun < freeFrom) continue;
    const end = firstAfter(ends!, begun);
    const time = end === undefined ? Infinity : millisOf(end) - millisOf(begun);
    if (time <= (withinMs ?? Number.MAX_VALUE)) {
      times.push(time);
      freeFrom = end!;
    } else if (withinMs === null) break;
    // Compared as texts: what begins in the very millisecond at which the window ends still belongs to what waited.
    else freeFrom = new Date(millisOf(begun) + withinMs + 1).toISOString();
  }
  return times;
};

/** Time from one thing to the next in one customer, over all customers: how many times, median (1 % off at most) and mean. */
export const betweenOf = ({ from, to, same, withinMs, unitMs }: Between): Accumulator<Passed> => {
  const totalOf = (state: Passed): Times => {
    if ('n' in state) return state;
    const times = Object.values(state.marks).flatMap((marks) => timesOf(marks, withinMs));
    const sum = times.reduce((all, time) => plus(all, String(time)), '0');
    return { n: times.length, sum, sketch: times.reduce((sketch, time) => withValue(sketch, time), {} as Sketch) };
  };
  const tests = [from, to];
  return {
    none: { marks: {} },
    add: (state, item) => {
      const { marks } = state as { readonly marks: By<Marks> };
      const matter = same === null ? ALL : nameOf(same.of(item));
      if (matter === undefined) return state;
      const before = memberOf(marks, matter) ?? NONE;
      const after = marked(before, tests, rankOf, item);
      return after === before ? state : { marks: withMember(marks, matter, after) };
    },
    into: (state, item) => {
      const { marks } = state as { readonly marks: By<Marks> };
      const matter = same === null ? ALL : nameOf(same.of(item));
      if (matter === undefined || !tests.some((test) => test(item))) return state;
      const known = memberOf(marks, matter);
      const own = known ?? [[], []];
      markInto(own, tests, rankOf, item);
      return known ? state : { marks: setIn(marks, matter, own) };
    },
    merge: (one, other) => {
      const [a, b] = [totalOf(one), totalOf(other)];
      return { n: a.n + b.n, sum: plus(a.sum, b.sum), sketch: mergeCounts(a.sketch, b.sketch) };
    },
    show: (state) => {
      const { n, sum, sketch } = totalOf(state);
      const median = quantileIn(sketch, 0.5);
      const mean = quotient(sum, String(n * unitMs));
      return {
        count: n,
        median: median === null ? null : Number((median / unitMs).toPrecision(4)),
        mean: mean === null ? null : Number(mean),
      };
    },
    ofCustomers: true,
  };
};
