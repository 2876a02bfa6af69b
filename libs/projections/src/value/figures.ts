import { addDecimal, subtractDecimal } from '@rapport/events';
import type { Own } from '@rapport/fold';

/**
 * What happened in one currency: sales and their sum, returns and theirs, cancellations and theirs, sales whose cost is known
 * and the margin of those. Numbers and decimal strings by turns; zeros at the end are left out, and decimals carry no zeros at
 * their end, so that equal figures are equal text whatever order they came in.
 */
export type Figures = readonly (number | string)[];

/** By currency; currencies with nothing but zeros are left out. */
export type Money = Readonly<Record<string, Figures>>;

export const NO_MONEY: Money = Object.freeze({});
const FIELDS = 8;

/** Without zeros at its end. */
export const plain = (amount: string): string => {
  const isShort = !amount.endsWith('0') || !amount.includes('.');
  const short = isShort ? amount : amount.replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
};
const isZero = (figure: number | string): boolean => figure === 0 || figure === '0';
const zeroAt = (field: number): number | string => (field % 2 === 0 ? 0 : '0');

const summed = (a: number | string, b: number | string, sign: 1 | -1): number | string => {
  if (typeof a === 'number' && typeof b === 'number') return a + sign * b;
  if (isZero(b)) return a;
  if (isZero(a) && sign === 1) return plain(String(b));
  return plain((sign === 1 ? addDecimal : subtractDecimal)(String(a), String(b)));
};

/** a + b, or a − b. */
export const addFigures = (a: Figures, b: Figures, sign: 1 | -1 = 1): Figures => {
  const sum: (number | string)[] = [];
  for (let field = 0; field < a.length || field < b.length; field++) {
    sum.push(summed(a[field] ?? zeroAt(field), b[field] ?? zeroAt(field), sign));
  }
  while (sum.length > 0 && isZero(sum.at(-1)!)) sum.pop();
  return sum;
};

/** The money with figures of a currency added, or taken off. */
export const addMoney = (money: Money, currency: string, figures: Figures, sign: 1 | -1 = 1, mine = false): Money => {
  if (currency === '__proto__') return money;
  const sum = addFigures(money[currency] ?? [], figures, sign);
  const own: Own<Money> = mine ? money : { ...money };
  if (sum.length > 0) own[currency] = sum;
  else delete own[currency];
  return own;
};

/** Two lots of money together. */
export const together = (a: Money, b: Money): Money =>
  Object.entries(b).reduce((sum, [currency, figures]) => addMoney(sum, currency, figures), a);

/** Figures by name, as readers get them. Decimal strings. */
export interface Sums {
  readonly sales: number;
  readonly sold: string;
  readonly returns: number;
  readonly returned: string;
  /** Orders that were cancelled as a whole or in part. */
  readonly cancellations: number;
  readonly cancelled: string;
  /** sold − returned − cancelled */
  readonly net: string;
  /** Sales of which it is known what the goods cost. */
  readonly costed: number;
  /** Of those: amount − tax − shipping − cost, less what returns with known cost and whole cancellations took off. */
  readonly margin: string;
}

export const sumsOf = (figures: Figures): Sums => {
  const [sales, sold, returns, returned, cancellations, cancelled, costed, margin] = Array.from(
    { length: FIELDS },
    (_, field) => figures[field] ?? zeroAt(field),
  ) as [number, string, number, string, number, string, number, string];
  const net = plain(subtractDecimal(subtractDecimal(sold, returned), cancelled));
  return { sales, sold, returns, returned, cancellations, cancelled, net, costed, margin };
};
