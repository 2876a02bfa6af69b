import { logAdd } from '../numeric/log-gamma';
import { checkHistory, type BuyingHistory } from './history';

/** Two numbers side by side, each combination once. */
interface Pairs {
  readonly x: number[];
  readonly time: number[];
}

/**
 * Customers grouped for a fit: equal histories are one row with a weight, and each (x, t_x) and (x, T) is there once, because the
 * likelihood has terms of these two only. In 23,570 customers there are a few thousand of each.
 */
export interface BuyingSample {
  readonly customers: number;
  /** Of each group: how many customers, which x, which pair of (x, t_x), which pair of (x, T). */
  readonly weight: Float64Array;
  readonly x: Uint32Array;
  readonly atLast: Uint32Array;
  readonly atEnd: Uint32Array;
  readonly last: Pairs;
  readonly end: Pairs;
}

/** @throws RangeError without a customer, or when a history has a fault */
export const buyingSample = (histories: Iterable<BuyingHistory>): BuyingSample => {
  const [last, end] = [distinctPairs(), distinctPairs()];
  const groups = new Map<number, { weight: number; x: number; atLast: number; atEnd: number }>();
  let customers = 0;
  for (const history of histories) {
    checkHistory(history);
    customers++;
    const { x, t_x, T } = history;
    const [atLast, atEnd] = [last.indexOf(x, t_x), end.indexOf(x, T)];
    // Fewer than 2^26 pairs of each kind: the product is exact in a double.
    const key = atLast * 2 ** 26 + atEnd;
    const group = groups.get(key);
    if (group) group.weight++;
    else groups.set(key, { weight: 1, x, atLast, atEnd });
  }
  if (customers === 0) throw new RangeError('a sample needs a customer');
  const all = [...groups.values()];
  return {
    ...{ customers, last: last.pairs, end: end.pairs },
    weight: Float64Array.from(all, ({ weight }) => weight),
    x: Uint32Array.from(all, ({ x }) => x),
    atLast: Uint32Array.from(all, ({ atLast }) => atLast),
    atEnd: Uint32Array.from(all, ({ atEnd }) => atEnd),
  };
};

const distinctPairs = () => {
  const pairs: Pairs = { x: [], time: [] };
  const known = new Map<number, Map<number, number>>();
  const indexOf = (x: number, time: number): number => {
    const ofX = known.get(x) ?? new Map<number, number>();
    known.set(x, ofX);
    const there = ofX.get(time);
    if (there !== undefined) return there;
    ofX.set(time, pairs.x.length);
    pairs.time.push(time);
    return pairs.x.push(x) - 1;
  };
  return { pairs, indexOf };
};

/** The three logarithms that the likelihood of one history is made of: base(x) + ln(e^end(x, T) + e^last(x, t_x)). */
export interface LikelihoodTerms {
  base(x: number): number;
  end(x: number, T: number): number;
  last(x: number, t_x: number): number;
}

/** The log-likelihood of a sample: each term once, then one sum over the groups. */
export const logLikelihoodOf = (sample: BuyingSample, terms: LikelihoodTerms): number => {
  const base = new Map<number, number>();
  const lasts = sample.last.x.map((x, at) => terms.last(x, sample.last.time[at]!));
  const ends = sample.end.x.map((x, at) => terms.end(x, sample.end.time[at]!));
  let sum = 0;
  for (let group = 0; group < sample.weight.length; group++) {
    const x = sample.x[group]!;
    let own = base.get(x);
    if (own === undefined) base.set(x, (own = terms.base(x)));
    sum += sample.weight[group]! * (own + logAdd(ends[sample.atEnd[group]!]!, lasts[sample.atLast[group]!]!));
  }
  return sum;
};
