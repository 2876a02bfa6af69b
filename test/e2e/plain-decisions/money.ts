import type { Fact } from './facts';

const MILLION = 1_000_000n;
const halfEven = (of: bigint, by: bigint): bigint => {
  const size = of < 0n ? -of : of;
  const [whole, twice] = [size / by, (size % by) * 2n];
  const up = twice > by || (twice === by && whole % 2n === 1n) ? whole + 1n : whole;
  return of < 0n ? -up : up;
};
/** Digits and how many of them stand behind the point. */
const digits = (text: string): readonly [bigint, bigint] => {
  const [whole = '', behind = ''] = text.split('.');
  return [BigInt(whole.replace('-', '') + behind) * (text.startsWith('-') ? -1n : 1n), 10n ** BigInt(behind.length)];
};

/** An amount in millionths. */
export const millionths = (text: string): bigint => {
  const [value, scale] = digits(text);
  return halfEven(value * MILLION, scale);
};

/** An amount as it is written: two places, or as many as there are. */
export const written = (amount: bigint): string => {
  const size = amount < 0n ? -amount : amount;
  const behind = String(size % MILLION).padStart(6, '0').replace(/0{1,4}$/, ''); // prettier-ignore
  return `${amount < 0n ? '-' : ''}${size / MILLION}.${behind}`;
};

/** A quotient of whole numbers, as an amount with two places. */
export const inCents = (of: bigint, by: bigint): string => written(halfEven(of * 100n, by) * 10_000n);

/** Converts millionths at a moment; null where there was no rate. */
export type Convert = (amount: bigint, currency: string, at: number) => bigint | null;

/** By the last rate of the pair, else by the last one of the other direction. */
export const converter = (facts: readonly Fact[], to: string): Convert => {
  const rates = facts.filter(({ type }) => type === 'ExchangeRateSet');
  return (amount, currency, at) => {
    if (currency === to) return amount;
    const last = (a: string, b: string): string | undefined =>
      rates.findLast((one) => one.at <= at && one.data['from'] === a && one.data['to'] === b)?.data['rate'];
    const direct = last(currency, to);
    const rate = direct ?? last(to, currency);
    if (rate === undefined) return null;
    const [value, scale] = digits(rate);
    if (value === 0n) return null;
    return direct === undefined ? halfEven(amount * scale, value) : halfEven(amount * value, scale);
  };
};
