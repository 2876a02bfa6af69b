import Big from 'big.js';
import { scaled, unscaled } from './short-decimal';

/**
 * Decimal arithmetic on text. Sums and differences keep the larger number of places of the two ("129.90" + "0.10" =
 * "130.00"), so that a total looks like its parts and comes out the same in any order. Folds add for every event, so short
 * numbers are added as whole ones, exactly and ten times as fast; all others by Big.
 */
const placesOf = (text: string): number => {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
};
const unsignedZero = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text);
const places = (a: string, b: string): number => Math.max(placesOf(a), placesOf(b));

/** True for a plain decimal number without exponent: "-12.50". */
export const isDecimal = (text: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);

/** @throws Error when a text is not a number; so do all functions here. */
export const addDecimal = (a: string, b: string): string => {
  const to = places(a, b);
  return unscaled(scaled(a, to) + scaled(b, to), to) ?? new Big(a).plus(b).toFixed(to);
};
export const subtractDecimal = (a: string, b: string): string => {
  const to = places(a, b);
  return unscaled(scaled(a, to) - scaled(b, to), to) ?? unsignedZero(new Big(a).minus(b).toFixed(to));
};
export const negateDecimal = (a: string): string => unsignedZero(new Big(a).times(-1).toFixed(placesOf(a)));
/** Exact product, with as many places as both factors have together. */
export const multiplyDecimal = (a: string, b: string): string =>
  unsignedZero(new Big(a).times(b).toFixed(placesOf(a) + placesOf(b)));
/** A quotient, rounded half to even at a decimal place; null by zero. */
export const divideDecimal = (a: string, b: string, decimalPlaces: number): string | null => {
  if (new Big(b).eq(0)) return null;
  const Divided = Big();
  Divided.DP = decimalPlaces;
  Divided.RM = Big.roundHalfEven;
  return unsignedZero(new Divided(a).div(b).toFixed());
};
/** A number as plain digits, without exponent, exactly as JSON holds it: 1e-7 = "0.0000001". */
export const decimalOfNumber = (value: number): string => unsignedZero(new Big(value).toFixed());
/** Rounds half to even, as books are kept. */
export const roundDecimal = (a: string, decimalPlaces: number): string =>
  unscaled(placesOf(a) <= decimalPlaces ? scaled(a, decimalPlaces) : NaN, decimalPlaces) ??
  unsignedZero(new Big(a).toFixed(decimalPlaces, Big.roundHalfEven));
/** Negative when a < b, 0 when they are equal in value, positive when a > b. */
export const compareDecimal = (a: string, b: string): -1 | 0 | 1 => {
  const to = places(a, b);
  const difference = scaled(a, to) - scaled(b, to);
  if (Number.isNaN(difference)) return new Big(a).cmp(b);
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
};
