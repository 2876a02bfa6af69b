import { moneyUpTo } from './day-book';
import { sumsOf, type Sums } from './figures';
import type { Value } from './fold';
import { daysBetween, type Gaps, gapsOf, listOf } from './purchase-days';

/**
 * Value as of the end of a local day. x, t_x and T are those of the buy-till-you-die models (Fader & Hardie, note 026):
 * purchase days after the first, weeks from the first to the last of them, weeks from the first to the day itself.
 */
export interface ValueAsOf {
  readonly x: number;
  readonly tX: number;
  readonly T: number;
  readonly firstPurchaseDay: string;
  readonly lastPurchaseDay: string;
  readonly gaps: Gaps;
  /** By currency. */
  readonly sums: Readonly<Record<string, Sums>>;
  /** False for a day long past of a customer with very many days: sums are then those of the end of the month before. */
  readonly sumsExact: boolean;
}

const WEEK_DAYS = 7;

/** Null when nothing had been bought by then. */
export const valueAsOf = (value: Pick<Value, 'purchaseDays' | 'book'>, asOf: string): ValueAsOf | null => {
  const days = listOf(value.purchaseDays).filter((day) => day <= asOf);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { money, exact } = moneyUpTo(value.book, asOf);
  return {
    x: days.length - 1,
    tX: daysBetween(first, last) / WEEK_DAYS,
    T: daysBetween(first, asOf) / WEEK_DAYS,
    firstPurchaseDay: first,
    lastPurchaseDay: last,
    gaps: gapsOf(days),
    sums: Object.fromEntries(Object.entries(money).map(([currency, figures]) => [currency, sumsOf(figures)])),
    sumsExact: exact,
  };
};
