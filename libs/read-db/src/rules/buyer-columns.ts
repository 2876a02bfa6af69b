import type { Figures } from './figures';
import { fromMicros } from './money';

/** A customer who ever bought, or had a class by the rule at the close before. */
export interface Buyer {
  readonly customer: string;
  /** In the window, a decimal text in the reporting currency. */
  readonly value: string;
  /** The same in millionths, where a number says it exactly. */
  readonly millionths?: number | undefined;
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

/** What no day is written as, and no moment is. */
const NO_DAY = -(2 ** 31);

/**
 * The buyers of a close by number, in columns: 36 bytes each instead of some 200, and nothing in them that the collector of garbage walks
 * through. Values and moments are put into words for whoever is told, or tied with somebody.
 */
export class BuyerColumns {
  readonly #millionths: Float64Array;
  readonly #sales: Int32Array;
  readonly #orders: Int32Array;
  readonly #lastDay: Int32Array;
  readonly #firstSaleMs: Float64Array;
  /** What few have, by number: values beyond what a number says exactly, other texts of a moment. */
  readonly #values = new Map<number, bigint>();
  readonly #firstSaleAt = new Map<number, string>();
  #length = 0;

  /** @param room how many there are at most */
  constructor(room: number) {
    this.#millionths = new Float64Array(room);
    this.#sales = new Int32Array(room);
    this.#orders = new Int32Array(room);
    this.#lastDay = new Int32Array(room);
    this.#firstSaleMs = new Float64Array(room);
  }

  /** Takes a customer in, who is then read from the columns. */
  add(customer: string, { value, sales, orders, lastDay, first }: Figures): Buyer {
    const nth = this.#length++;
    const millionths = Number(value);
    this.#millionths[nth] = millionths;
    if (!Number.isSafeInteger(millionths)) this.#values.set(nth, value);
    this.#sales[nth] = sales;
    this.#orders[nth] = orders;
    this.#lastDay[nth] = lastDay ?? NO_DAY;
    this.#firstSaleMs[nth] = first?.isUsual ? first.at : NaN;
    if (first && !first.isUsual) this.#firstSaleAt.set(nth, first.occurredAt);
    return new Bought(this, nth, customer);
  }

  readonly millionthsOf = (nth: number): number | undefined =>
    this.#values.has(nth) ? undefined : this.#millionths[nth];
  readonly valueOf = (nth: number): string => fromMicros(this.#values.get(nth) ?? BigInt(this.#millionths[nth]!));
  readonly salesOf = (nth: number): number => this.#sales[nth]!;
  readonly ordersOf = (nth: number): number => this.#orders[nth]!;
  readonly lastDayOf = (nth: number): number | null => (this.#lastDay[nth] === NO_DAY ? null : this.#lastDay[nth]!);
  readonly firstSaleMsOf = (nth: number): number | undefined => {
    const ms = this.#firstSaleMs[nth]!;
    return Number.isNaN(ms) ? undefined : ms;
  };
  readonly firstSaleAtOf = (nth: number): string | null => {
    const ms = this.#firstSaleMs[nth]!;
    return Number.isNaN(ms) ? (this.#firstSaleAt.get(nth) ?? null) : new Date(ms).toISOString();
  };
}

/** One of them; reads its column when it is asked. */
class Bought implements Buyer {
  constructor(
    private readonly columns: BuyerColumns,
    private readonly nth: number,
    readonly customer: string,
  ) {}

  get value() {
    return this.columns.valueOf(this.nth);
  }
  get millionths() {
    return this.columns.millionthsOf(this.nth);
  }
  get sales() {
    return this.columns.salesOf(this.nth);
  }
  get orders() {
    return this.columns.ordersOf(this.nth);
  }
  get lastDay() {
    return this.columns.lastDayOf(this.nth);
  }
  get firstSaleMs() {
    return this.columns.firstSaleMsOf(this.nth);
  }
  get firstSaleAt() {
    return this.columns.firstSaleAtOf(this.nth);
  }
}
