import { addDecimal, decimalOfNumber, divideDecimal, isDecimal, roundDecimal, subtractDecimal } from '@rapport/events';

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** A number as an exact decimal text in its shortest form; undefined for what is none. */
export const decimalOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? trimmed(decimalOfNumber(value)) : undefined;
  return typeof value === 'string' && isDecimal(value) ? unsigned(trimmed(value)) : undefined;
};

const unsigned = (text: string): string => (text === '-0' ? '0' : text);

/** The shortest form keeps no trace of what was added and taken off again. */
export const plus = (a: string, b: string): string => trimmed(addDecimal(a, b));
export const minus = (a: string, b: string): string => trimmed(subtractDecimal(a, b));

const digits = new Map<string, number>();

/** Decimal places of a currency's minor unit; 2 for one that nobody knows. */
const minorPlaces = (currency: string): number => {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  let places = 2;
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    places = format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    // No currency at all: the sender left it out.
  }
  digits.set(currency, places);
  return places;
};

/** A decimal as the number that it is; as the text where it is beyond what a number can be (JSON would say null). */
export const numberOf = (text: string): number | string => {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};

/** Money as it is written: with the places of its minor unit at least, and never rounded. */
export const moneyText = (amount: string, currency: string): string => {
  const places = amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0;
  return roundDecimal(amount, Math.max(places, minorPlaces(currency)));
};

const QUOTIENT_PLACES = 6;

/** Exact division, rounded half to even at the sixth place; null by zero. */
export const quotient = (dividend: string, divisor: string): string | null => {
  const text = divideDecimal(dividend, divisor, QUOTIENT_PLACES);
  return text === null ? null : trimmed(text);
};
