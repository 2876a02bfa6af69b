import { currencyOf, type Field } from '../fields';
import { type Accumulator, type By, memberOf, mergeBy, showBy, withMember } from './accumulator';

/**
 * How many values lie in each bucket; a bucket's bounds differ by 1.8 %, so that its middle is at most 0.9 % off any value in it
 * and what is shown of it, rounded, at most 1 % (DDSketch: Masson, Rim, Lee, VLDB 2019). `0` is zero itself, `+17` and `-17` are the 17th powers on either side.
 */
export type Sketch = By<number>;

const ERROR = 0.009;
const BASE = (1 + ERROR) / (1 - ERROR);
const LOG_BASE = Math.log(BASE);

const bucketOf = (value: number): string => {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '-'}${Math.ceil(Math.log(Math.abs(value)) / LOG_BASE)}`;
};

/** With as many digits as are shown, and not above what a number can be. */
const GREATEST = 1.797e308;

const middleOf = (bucket: string): number => {
  if (bucket === '0') return 0;
  const upper = BASE ** Number(bucket.slice(1));
  // The greatest numbers lie in a bucket whose bounds are beyond what a number can be.
  const middle = Number.isFinite(2 * upper) ? (2 * upper) / (BASE + 1) : Math.min(upper * (2 / (BASE + 1)), GREATEST);
  return bucket.startsWith('-') ? -middle : middle;
};

export const counted = (sketch: By<number>, name: string, by: number): By<number> => {
  const count = (memberOf(sketch, name) ?? 0) + by;
  return withMember(sketch, name, count === 0 ? undefined : count);
};

export const withValue = (sketch: Sketch, value: number, by: 1 | -1 = 1): Sketch =>
  counted(sketch, bucketOf(value), by);

export const mergeCounts = (one: By<number>, other: By<number>): By<number> => mergeBy(one, other, (a, b) => a + b);

/** Rounding to so many adds 0.05 % at most. */
const DIGITS = 4;

/** The value below which a share of all lies, at most 1 % off; null of nothing. */
export const quantileIn = (sketch: Sketch, at: number): number | null => {
  const buckets = Object.entries(sketch).map(([bucket, n]) => ({ middle: middleOf(bucket), n }));
  buckets.sort((a, b) => a.middle - b.middle);
  const total = buckets.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(at * total));
  let below = 0;
  const found = buckets.find(({ n }) => (below += n) >= rank) ?? buckets.at(-1)!;
  return Number(found.middle.toPrecision(DIGITS));
};

const PLAIN = '';

/** A quantile of a field: a number, or by currency. */
export const quantileOf = (field: Field, at: number): Accumulator<By<Sketch>> => {
  const change = (state: By<Sketch>, item: Parameters<Field['of']>[0], by: 1 | -1): By<Sketch> => {
    const read = field.of(item);
    const value = typeof read === 'string' && read !== '' ? Number(read) : read;
    if (typeof value !== 'number' || !Number.isFinite(value)) return state;
    const name = field.kind === 'money' ? currencyOf(item) : PLAIN;
    const sketch = withValue(memberOf(state, name) ?? {}, value, by);
    return withMember(state, name, Object.keys(sketch).length > 0 ? sketch : undefined);
  };
  return {
    none: {},
    add: (state, item) => change(state, item, 1),
    remove: (state, item) => change(state, item, -1),
    merge: (one, other) => mergeBy(one, other, mergeCounts),
    show: (state) => {
      if (field.kind === 'money') return showBy(state, (sketch) => quantileIn(sketch, at));
      return quantileIn(memberOf(state, PLAIN) ?? {}, at);
    },
  };
};
