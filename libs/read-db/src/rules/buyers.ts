import { atOnce, eachInSteps, windowDays, type Steps } from '@rapport/decisions';
import { addDays, endOfDay } from '@rapport/events';
import type { Movement } from './book';
import { figuresOf, type Counting, type Figures } from './figures';
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
  /** The same moment in milliseconds, where its text says nothing more. */
  readonly firstSaleMs?: number | undefined;
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

/** The moment of the first sale is put into words for who is tied with somebody only. */
class Bought implements Buyer {
  readonly value: string;
  readonly sales: number;
  readonly orders: number;
  readonly lastDay: number | null;
  readonly firstSaleMs: number | undefined;
  readonly #first: Movement | null;
  #firstSaleAt: string | null = null;

  constructor(
    readonly customer: string,
    { value, sales, orders, lastDay, first }: Figures,
  ) {
    this.value = fromMicros(value);
    this.sales = sales;
    this.orders = orders;
    this.lastDay = lastDay;
    this.firstSaleMs = first?.isUsual ? first.at : undefined;
    this.#first = first;
  }

  get firstSaleAt(): string | null {
    return (this.#firstSaleAt ??= this.#first?.occurredAt ?? null);
  }
}

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
  const buyers: Buyer[] = [];
  let [unconverted, uncosted] = [0, 0];
  yield* eachInSteps(books, ([customer, movements]) => {
    const figures = figuresOf(movements, counting);
    unconverted += figures.unconverted;
    uncosted += figures.uncosted;
    if (figures.first === null && !previous.has(customer)) return;
    buyers.push(new Bought(customer, figures));
  });
  for (const customer of previous.keys())
    if (!books.has(customer) && isCustomer(customer)) buyers.push({ customer, ...NOTHING });
  return { buyers, unconverted, uncosted };
};
