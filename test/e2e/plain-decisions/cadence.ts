import { figuresOf } from './books';
import { inCents } from './money';
import { daysOf } from './stages';
import type { World } from './world';

const RATIOS = [0, 0.5, 1, 1.5, 2, 3, 4, 6, 10];
const GAPS = [1, 2, 3, 4, 6, 10, 20];
const band = (bounds: readonly number[], value: number): number => bounds.filter((bound) => bound <= value).length - 1;
const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};
/** How somebody stood at the end of a day. */
const standAt = (days: readonly number[], day: number) => {
  const bought = days.filter((one) => one <= day);
  const gaps = bought.slice(1).map((one, nth) => one - bought[nth]!);
  const since = day - (bought.at(-1) ?? NaN);
  return { gaps: gaps.length, median: median(gaps), since, ratio: since / median(gaps) };
};
const six = (value: number): number => Math.round(value * 1e6) / 1e6;

/** What is told of somebody who may be leaving; level null = nothing. */
export interface Risk {
  readonly level: string | null;
  readonly lastDay: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Everybody with gaps enough, and the table of odds. */
export const cadence = ({ books, day, convertTo }: World, params: any) => {
  const { minGaps, horizonDays, watch, atRisk, critical, overdueFrom, minSituations } = params;
  const convert = convertTo('EUR');
  const all = [...books].map(([customer, book]) => ({ customer, book, days: daysOf(book.filter(({ kind }) => kind === 'sale').map(({ fact }) => fact)) })); // prettier-ignore
  const cells = new Map<string, { n: number; again: number }>();
  const cell = (key: string) => cells.get(key) ?? cells.set(key, { n: 0, again: 0 }).get(key)!;
  for (const { days } of all) {
    for (let then = day - horizonDays; then >= (days[0] ?? Infinity); then -= 7) {
      const { gaps, ratio } = standAt(days, then);
      if (gaps < minGaps) continue;
      const again = days.some((one) => one > then && one <= then + horizonDays);
      for (const key of [`${band(RATIOS, ratio)} ${band(GAPS, gaps)}`, `${band(RATIOS, ratio)}`]) {
        cell(key).n += 1;
        cell(key).again += again ? 1 : 0;
      }
    }
  }
  const risks = new Map<string, Risk>();
  for (const { customer, book, days } of all) {
    const own = standAt(days, day);
    if (own.gaps < minGaps) continue;
    const [like, both] = [cell(`${band(RATIOS, own.ratio)}`), cell(`${band(RATIOS, own.ratio)} ${band(GAPS, own.gaps)}`)]; // prettier-ignore
    const prior = (like.again + 0.5) / (like.n + 1);
    const share = six((both.again + 20 * prior) / (both.n + 20));
    const score = six(1 - share);
    const name = score >= critical ? 'critical' : score >= atRisk ? 'at-risk' : score >= watch ? 'watch' : null;
    const { value } = figuresOf(book, -Infinity, 'net', convert);
    const stake = value < 0n ? '0.00' : inCents(value * BigInt(2 * horizonDays), BigInt(days.length) * BigInt(2 * own.median) * 1_000_000n); // prettier-ignore
    const figures = { score, odds: { share, n: both.n }, overdueRatio: Math.round(own.ratio * 1e4) / 1e4, medianGapDays: own.median, gaps: own.gaps, daysSince: own.since, valueAtStake: stake }; // prettier-ignore
    const level = own.ratio > overdueFrom && like.n >= minSituations ? name : null;
    risks.set(customer, { level, lastDay: days.at(-1)!, figures });
  }
  const odds = [...cells].flatMap(([key, { n, again }]) => {
    const [ratio, gaps] = key.split(' ').map(Number);
    return gaps === undefined || n === 0 ? [] : [{ ratioFrom: RATIOS[ratio!]!, gapsFrom: GAPS[gaps]!, n, again }];
  });
  const lastDays = new Map(all.flatMap(({ customer, days }) => (days.length > 0 ? [[customer, days.at(-1)!] as const] : []))); // prettier-ignore
  return { risks, odds, buyers: new Set(lastDays.keys()), lastDays };
};
