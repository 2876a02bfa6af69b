const { abs } = Math;

const TERMS_MAX = 100_000;
const TINY = 1e-300;

/**
 * The hypergeometric function ₂F₁(1, b; c + 1; z) by Gauss's continued fraction (NIST DLMF 15.7.5 with its second parameter 0), which is
 * positive throughout and converges by a factor of ((1 − √(1 − z)) / (1 + √(1 − z)))² every two terms: the power series would
 * need thirty times as many at z = 0.99. With Euler's transformation (DLMF 15.8.1) this is all that the Pareto/NBD needs.
 * For b, c > 0 and 0 ≤ z < 1.
 * @throws RangeError outside of that, or when it does not converge
 */
export const gaussFraction = (b: number, c: number, z: number): number => {
  if (!(b > 0 && c > 0 && z >= 0 && z < 1)) throw new RangeError(`no ₂F₁(1, ${b}; ${c + 1}; ${z}) here`);
  // Lentz's method: Press et al., "Numerical Recipes", 5.2.
  let value = 1;
  let upper = 1;
  let lower = 0;
  for (let term = 1; term <= TERMS_MAX; term++) {
    const m = term >> 1;
    const partial = (term % 2 === 1 ? (b + m) * (c + m) : m * (c - b + m)) / ((c + term - 1) * (c + term));
    lower = 1 / (1 - partial * z * lower || TINY);
    upper = 1 - (partial * z) / upper || TINY;
    const change = upper * lower;
    value *= change;
    if (abs(change - 1) < 1e-15) return 1 / value;
  }
  throw new RangeError(`₂F₁(1, ${b}; ${c + 1}; ${z}) does not converge`);
};
