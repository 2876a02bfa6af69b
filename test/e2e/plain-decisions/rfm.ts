import { figuresOf, windowFrom } from './books';
import type { Judge, Place } from './world';

/** Five times the quantile of type 7 at so many fifths, exactly. */
const fifth = (sorted: readonly bigint[], fifths: number): bigint => {
  const at = (sorted.length - 1) * fifths;
  const [low, rest] = [Math.floor(at / 5), BigInt(at % 5)];
  const value = sorted[low]!;
  return value * 5n + rest * ((sorted[low + 1] ?? value) - value);
};

/** One plus the cuts below a value; by the way of the R package, one plus the cuts, each one higher, that it reaches. */
const scorer = (values: readonly bigint[], one: bigint, binning: string): ((value: bigint) => number) => {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const cuts = sorted.length === 0 ? [] : [1, 2, 3, 4].map((fifths) => fifth(sorted, fifths));
  return binning === 'rfm-r'
    ? (value) => 1 + cuts.filter((cut) => value * 5n >= cut + 5n * one).length
    : (value) => 1 + cuts.filter((cut) => value * 5n > cut).length;
};

const SEGMENTS: readonly (readonly [string, ...(readonly number[])])[] = [
  ['Champions', 5, 5, 5, 5, 5, 5],
  ['Potential Loyalist', 3, 5, 3, 5, 2, 5],
  ['Loyal Customers', 2, 4, 2, 4, 2, 4],
  ['Promising', 3, 4, 1, 3, 3, 5],
  ['New Customers', 4, 5, 1, 3, 1, 5],
  ["Can't Lose Them", 1, 2, 3, 4, 4, 5],
  ['At Risk', 1, 2, 2, 5, 4, 5],
  ['Need Attention', 1, 3, 3, 5, 3, 5],
  ['About To Sleep', 2, 3, 1, 3, 1, 4],
  ['Lost', 1, 1, 1, 5, 1, 5],
];

/** Recency, frequency and value of those who bought in the window, each from 1 to 5. */
export const rfm: Judge = ({ books, day, convertTo }, { window, basis, reportingCurrency, binning }) => {
  const convert = convertTo(reportingCurrency);
  const all = [...books]
    .map(([customer, book]) => ({ customer, ...figuresOf(book, windowFrom(window, day), basis, convert) }))
    .filter(({ ever }) => ever.length > 0);
  const active = all.filter(({ sales }) => sales.length > 0);
  const recencyOf = ({ sales }: { readonly sales: readonly { readonly day: number }[] }): bigint =>
    BigInt(day - Math.max(...sales.map((sale) => sale.day)));
  const recency = scorer(active.map(recencyOf), 1n, binning);
  const frequency = scorer(active.map(({ orders }) => BigInt(orders)), 1n, binning); // prettier-ignore
  const monetary = scorer(active.map(({ value }) => value), 1_000_000n, binning); // prettier-ignore
  return new Map(
    all.map((one): [string, Place] => {
      const { customer, value, sales, orders } = one;
      if (sales.length === 0) return [customer, { tier: 'inactive', value, rank: null, sales: null, figures: {} }];
      const scores = [6 - recency(recencyOf(one)), frequency(BigInt(orders)), monetary(value)] as const;
      const [r, f, m] = scores;
      const tier = SEGMENTS.find(([, ...ranges]) => scores.every((score, nth) => score >= ranges[nth * 2]! && score <= ranges[nth * 2 + 1]!)); // prettier-ignore
      const figures = { score: scores.join(''), recency: r, frequency: f, monetary: m, recencyDays: Number(recencyOf(one)), orders }; // prettier-ignore
      return [customer, { tier: tier?.[0] ?? 'Others', value, rank: null, sales: sales.length, figures }];
    }),
  );
};
