const { exp, log, log1p } = Math;

/** The logarithm of 0. */
export const NOTHING = Number.NEGATIVE_INFINITY;
const HALF_LOG_2_PI = 0.918938533204672741780329736406;

/**
 * ln Γ(x) for x > 0, to 15 digits: Stirling's series (NIST DLMF 5.11.1) from 10 on, below it after Γ(x + 1) = x Γ(x).
 * @throws RangeError unless x is a positive number
 */
export const logGamma = (x: number): number => {
  if (!(x > 0)) throw new RangeError(`ln Γ(${x}) is not defined here: above 0 only`);
  let shifted = x;
  let product = 1;
  while (shifted < 10) product *= shifted++;
  const u = 1 / (shifted * shifted);
  const series =
    (1 / 12 +
      u * (-1 / 360 + u * (1 / 1260 + u * (-1 / 1680 + u * (1 / 1188 + u * (-691 / 360360 + u * (1 / 156))))))) /
    shifted;
  return (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_2_PI + series - log(product);
};

/** ln(e^a + e^b) without overflow or underflow; −∞ stands for nothing. */
export const logAdd = (a: number, b: number): number => {
  const more = a < b ? b : a;
  const less = a < b ? a : b;
  return less === NOTHING ? more : more + log1p(exp(less - more));
};
