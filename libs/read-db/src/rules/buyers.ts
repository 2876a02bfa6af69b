import { windowDays } from '@rapport/decisions';
import { addDays, endOfDay } from '@rapport/events';
import { figuresOf, type Counting } from './figures';
import { fromMicros } from './money';
import type { RuleInput } from './rule';

/** A customer who ever bought, or had a class by the rule at the close before. */
export interface Buyer {
  readonly customer: string;
  /** In the window, a decimal text in the reporting currency. */
  readonly value: string;
  /** Sales in the window; one makes the customer active, whatever the value. */
  readonly sales: number;
  /** Orders in the window. */
  readonly orders: number;
  /** Local day of the last sale in the window, a day number; null = none. */
  readonly lastDay: number | null;
  /** When they bought for the first time ever; null = never, it was all called off. */
  readonly firstSaleAt: string | null;
}

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

/** Everybody who ever bought; and whoever had a class, is still there, and by now never bought (it was all called off). */
export const buyersOf = (
  { books, isCustomer }: RuleInput,
  counting: Counting,
  previous: ReadonlyMap<string, unknown>,
): { readonly buyers: readonly Buyer[]; readonly unconverted: number; readonly uncosted: number } => {
  const buyers: Buyer[] = [];
  let [unconverted, uncosted] = [0, 0];
  for (const [customer, movements] of books) {
    const figures = figuresOf(movements, counting);
    unconverted += figures.unconverted;
    uncosted += figures.uncosted;
    if (figures.firstSaleAt === null && !previous.has(customer)) continue;
    const { sales, orders, lastDay, firstSaleAt } = figures;
    buyers.push({ customer, value: fromMicros(figures.value), sales, orders, lastDay, firstSaleAt });
  }
  const lost = [...previous.keys()].filter((customer) => !books.has(customer) && isCustomer(customer));
  return { buyers: [...buyers, ...lost.map((customer) => ({ customer, ...NOTHING }))], unconverted, uncosted };
};
