import { figuresOf, type Movement } from './books';
import type { Fact } from './facts';
import type { Judge, Place } from './world';

const INTERESTS = ['AdviceRequested', 'StoreVisited', 'SignedUp', 'ItemAddedToCart', 'ProductConfigured', 'FormSubmitted', 'QuoteRequested']; // prettier-ignore

/** Category of the line that is worth most, of like ones the first. */
export const categoryOf = ({ data }: Fact): string | null => {
  const lines = (data['lines'] ?? []).filter(({ category }: any) => category !== undefined);
  const most = Math.max(...lines.map(({ amount }: any) => Number(amount ?? 0)));
  return lines.find(({ amount }: any) => Number(amount ?? 0) === most)?.category ?? null;
};

const percentile = (gaps: readonly number[], percent: number): number => {
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = ((sorted.length - 1) * percent) / 100;
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
};
/** Distinct days, rising. */
export const daysOf = (sales: readonly Fact[]): readonly number[] =>
  [...new Set(sales.map(({ day }) => day))].sort((a, b) => a - b);
const gapsOf = (days: readonly number[]): readonly number[] => days.slice(1).map((day, nth) => day - days[nth]!);

const isOpen = (facts: readonly Fact[], day: number, quoteDays: number): boolean => {
  const open = new Set<string>();
  for (const { type, data } of facts) {
    if (type === 'OpportunityOpened') open.add(data['opportunityId']);
    if (type === 'OpportunityWon' || type === 'OpportunityLost') open.delete(data['opportunityId']);
  }
  return open.size > 0 || facts.some((one) => one.type.startsWith('Quote') && one.day > day - quoteDays);
};

/** The stages of life, by the gaps of everybody who bought in the category that somebody bought last. */
export const stages: Judge = (world, params) => {
  const { books, day, facts, convertTo } = world;
  const convert = convertTo('EUR');
  const salesOf = (book: readonly Movement[]): readonly Fact[] => book.filter(({ kind }) => kind === 'sale').map(({ fact }) => fact); // prettier-ignore
  const usual = usualGaps([...books.values()].map(salesOf), params);
  const places = new Map<string, Place>();
  for (const customer of new Set(facts.filter((one) => one.customer !== '').map((one) => one.customer))) {
    const book = books.get(customer) ?? [];
    const { value } = figuresOf(book, -Infinity, 'net', convert);
    const sales = salesOf(book);
    const own = facts.filter((one) => one.customer === customer);
    const days = daysOf(sales);
    const figures = { purchaseDays: days.length };
    const place = (tier: string): void => void places.set(customer, { tier, value, rank: null, sales: null, figures });
    if (days.length > 0) place(stageOf(days, day, usual(sales), params));
    else if (isOpen(own, day, params.quoteDays)) place('opportunity');
    else if (own.some(({ type }) => INTERESTS.includes(type))) place('prospect');
  } // prettier-ignore
  return places;
};

interface Usual {
  readonly lapsing: number;
  readonly lapsed: number;
}

const usualGaps = (all: readonly (readonly Fact[])[], { lapsingPercentile, lapsedPercentile, minGaps }: any) => {
  const of = (gaps: readonly number[]): Usual | null =>
    gaps.length < minGaps ? null : { lapsing: percentile(gaps, lapsingPercentile), lapsed: percentile(gaps, lapsedPercentile) }; // prettier-ignore
  const everybodys = of(all.flatMap((sales) => gapsOf(daysOf(sales))));
  const known = new Map<string, Usual | null>();
  return (sales: readonly Fact[]): Usual | null => {
    const category = categoryOf(sales.at(-1)!);
    if (category === null) return everybodys;
    if (!known.has(category)) known.set(category, of(all.flatMap((one) => gapsOf(daysOf(one.filter((sale) => categoryOf(sale) === category)))))); // prettier-ignore
    return known.get(category) ?? everybodys;
  };
};

const stageOf = (days: readonly number[], day: number, usual: Usual | null, { wonBackDays }: any): string => {
  const idle = day - days.at(-1)!;
  if (usual && idle > usual.lapsed) return 'lapsed';
  const back = days.some((bought, nth) => nth > 0 && usual && bought - days[nth - 1]! > usual.lapsed && day - bought < wonBackDays); // prettier-ignore
  if (back) return 'won-back';
  if (usual && idle > usual.lapsing) return 'lapsing';
  return days.length >= 4 ? 'loyal' : days.length >= 2 ? 'repeat' : 'customer';
};
