import { atOnce, eachInSteps, windowDays, type Steps } from '@rapport/decisions';
import { addDays, endOfDay } from '@rapport/events';
import { BuyerColumns, type Buyer } from './buyer-columns';
import { figuresOf, type Counting } from './figures';
import type { RuleInput } from './rule';
export type { Buyer } from './buyer-columns';

/** Parameters of rules that count sales in a window. */
export interface WindowParams {
  readonly window: string;
  readonly basis: Counting['basis'];
  readonly reportingCurrency: string;
}

/** What a close counts by these parameters. */
export const countingOf = (
  { close, rates }: RuleInput,
  { window, basis, reportingCurrency }: WindowParams,
): Counting => {
  const days = windowDays(window);
  const from = days === null ? -Infinity : Date.parse(endOfDay(addDays(close.date, -days), close.zone));
  return { from, to: Date.parse(close.endsAt), basis, currency: reportingCurrency, rates };
};

const NOTHING = { value: '0.00', sales: 0, orders: 0, lastDay: null, firstSaleAt: null };

/** Everybody in whom a count of sales is interested, and what it left out. */
export interface Buyers {
  readonly buyers: readonly Buyer[];
  readonly unconverted: number;
  readonly uncosted: number;
}

type Given = readonly [input: RuleInput, counting: Counting, previous: ReadonlyMap<string, unknown>];

/** Everybody who ever bought; and whoever had a class, is still there, and by now never bought (it was all called off). */
export const buyersOf = (...given: Given): Buyers => atOnce(buyersInSteps(...given));

/** `buyersOf`, in steps. */
export const buyersInSteps = function* (...[{ books, isCustomer }, counting, previous]: Given): Steps<Buyers> {
  const columns = new BuyerColumns(books.size);
  const buyers: Buyer[] = [];
  let [unconverted, uncosted] = [0, 0];
  yield* eachInSteps(books, ([customer, movements]) => {
    const figures = figuresOf(movements, counting);
    unconverted += figures.unconverted;
    uncosted += figures.uncosted;
    if (figures.first === null && !previous.has(customer)) return;
    buyers.push(columns.add(customer, figures));
  });
  for (const customer of previous.keys())
    if (!books.has(customer) && isCustomer(customer)) buyers.push({ customer, ...NOTHING });
  return { buyers, unconverted, uncosted };
};
