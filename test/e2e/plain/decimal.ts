/** Places behind the point that are enough for every value of these specs, and for products of none. */
const PLACES = 340;
const ONE = 10n ** BigInt(PLACES);

/** A decimal text or a number, exactly, in units of 10^-340. */
export const exact = (value: string | number): bigint => {
  const [mantissa = '', power = '0'] = String(value).toLowerCase().split('e');
  const [whole = '', behind = ''] = mantissa.replace('-', '').split('.');
  const digits = BigInt(whole + behind) * 10n ** BigInt(PLACES + Number(power) - behind.length);
  return mantissa.startsWith('-') ? -digits : digits;
};

/** The decimal text of so many units, in its shortest form. */
export const textOf = (units: bigint): string => {
  const size = units < 0n ? -units : units;
  const behind = String(size % ONE).padStart(PLACES, '0').replace(/0+$/, ''); // prettier-ignore
  return `${units < 0n ? '-' : ''}${size / ONE}${behind === '' ? '' : `.${behind}`}`;
};

/** A share, rounded half to even at the sixth place; null by zero. */
export const share = (of: bigint, by: bigint): string | null => {
  if (by === 0n) return null;
  const [top, bottom] = by < 0n ? [-of * 1_000_000n, -by] : [of * 1_000_000n, by];
  let [whole, left] = [top / bottom, top % bottom];
  if (left < 0n) [whole, left] = [whole - 1n, left + bottom];
  const up = left * 2n > bottom || (left * 2n === bottom && whole % 2n !== 0n);
  return textOf(((up ? whole + 1n : whole) * ONE) / 1_000_000n);
};

const MINOR: Readonly<Record<string, number>> = { EUR: 2, USD: 2, JPY: 0, KWD: 3 };

/** Money as it is written: with the places of its minor unit at least. */
export const money = (text: string, currency: string): string => {
  const [whole = '', behind = ''] = text.split('.');
  const places = behind.padEnd(MINOR[currency] ?? 2, '0');
  return places === '' ? whole : `${whole}.${places}`;
};
