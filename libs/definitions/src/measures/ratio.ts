import { isObject } from '../shape';
import { decimalOf, numberOf, quotient } from './decimals';

/** One shown figure by another, rounded at the sixth place; money by currency. Null where there is nothing to divide by. */
export const ratioOf = (dividend: unknown, divisor: unknown): unknown => {
  if (isObject(dividend)) {
    const by = (currency: string): unknown => (isObject(divisor) ? divisor[currency] : divisor);
    return Object.fromEntries(Object.keys(dividend).map((name) => [name, ratioOf(dividend[name], by(name))]));
  }
  const [a, b] = [decimalOf(dividend), decimalOf(divisor)];
  const share = a === undefined || b === undefined ? null : quotient(a, b);
  return share === null ? null : numberOf(share);
};
