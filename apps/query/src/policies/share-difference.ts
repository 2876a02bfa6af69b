/** 97.5 % quantile of the standard normal distribution: intervals are of 95 %. */
const Z = 1.959_963_984_540_054;

/** A share with the interval that it lies in with 95 % confidence; null of nobody. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A share of `n` with Wilson's score interval (E. B. Wilson, JASA 22 (1927) 209–212), which is right for small numbers and never leaves 0 to 1.
 */
export const shareOf = (count: number, n: number): Share | null => {
  if (n === 0) return null;
  const share = count / n;
  const middle = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  // Where nobody or everybody is counted the formula ends at 0 or 1 but for rounding.
  const low = count === 0 ? 0 : Math.max(0, (middle - half) / scale);
  const high = count === n ? 1 : Math.min(1, (middle + half) / scale);
  return { share, low, high };
};

/**
 * How much a share is greater than another, with Newcombe's hybrid score interval of 95 % (R. G. Newcombe, Statistics in Medicine 17 (1998)
 * 873–890, method 10). Zero outside of the interval: more than chance.
 */
export const shareDifference = (one: Share | null, other: Share | null): Share | null => {
  if (!one || !other) return null;
  const share = one.share - other.share;
  const low = share - Math.hypot(one.share - one.low, other.high - other.share);
  const high = share + Math.hypot(one.high - one.share, other.share - other.low);
  return { share, low, high };
};
