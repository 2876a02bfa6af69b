import { logGamma, NOTHING } from '../numeric/log-gamma';
import { NegativeBinomial } from '../numeric/negative-binomial';
import type { BuyingHistory } from './history';
import type { BuyingModel } from './model';
import type { LikelihoodTerms } from './sample';

const { exp, log } = Math;

/** Rates are gamma with shape r and rate alpha (weeks); after each transaction customers leave with a probability that is beta (a, b). */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** Equation 6 in logarithms. */
const terms = ({ r, alpha, a, b }: BgNbd): LikelihoodTerms => {
  const constant = r * log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  const logA = log(a);
  return {
    base: (x) => constant + logGamma(r + x) + logGamma(b + x) - logGamma(a + b + x),
    end: (x, T) => -(r + x) * log(alpha + T),
    last: (x, t_x) => (x === 0 ? NOTHING : logA - log(b + x - 1) - (r + x) * log(alpha + t_x)),
  };
};

const alive = (parameters: BgNbd, { x, t_x, T }: BuyingHistory): number => {
  const { end, last } = terms(parameters);
  return 1 / (1 + exp(last(x, t_x) - end(x, T)));
};

/**
 * Equation 9, summed in another way. Whoever would make N transactions if nobody left makes the one after the j-th when N > j and
 * they stayed j times, so the mean is Σ P(N > j) (b)_j / (a + b)_j. All terms are positive, nothing cancels at a = 1 and nothing
 * overflows at large x, which the published ₂F₁ does.
 */
const expected = ({ r, alpha, a, b }: BgNbd, weeks: number): number => {
  const purchases = new NegativeBinomial(r, alpha, weeks);
  let stayed = 1;
  let sum = purchases.above;
  while (!purchases.isOver(1e-16 * sum)) {
    stayed *= (b + purchases.n) / (a + b + purchases.n);
    purchases.step();
    sum += stayed * purchases.above;
  }
  return sum;
};

/** Equation 8: made x and stayed so far, or made x at least and left after the x-th. */
const pmf = ({ r, alpha, a, b }: BgNbd, weeks: number, most: number): number[] => {
  const purchases = new NegativeBinomial(r, alpha, weeks);
  const masses = [purchases.mass];
  let stayed = 1;
  for (let count = 1; count <= most; count++) {
    const left = (stayed * a) / (a + b + count - 1);
    stayed *= (b + count - 1) / (a + b + count - 1);
    const atLeast = purchases.above;
    purchases.step();
    masses.push(stayed * purchases.mass + left * atLeast);
  }
  return masses;
};

/**
 * The BG/NBD: P. Fader, B. Hardie, K. Lee 2005, "'Counting your customers' the easy way: an alternative to the Pareto/NBD model",
 * Marketing Science 24(2), 275–284; equations are numbered as there. P(alive) is 1 for everybody without a repeat purchase: do not
 * rank by it.
 */
export const bgNbd: BuyingModel<BgNbd> = {
  name: 'bg-nbd',
  starts: [
    { r: 1, alpha: 1, a: 1, b: 1 },
    { r: 0.3, alpha: 5, a: 0.5, b: 3 },
    { r: 3, alpha: 30, a: 2, b: 10 },
  ],
  ...{ terms, pAlive: alive, expected, pmf },
  // Given that they are still there the posterior is of the same family, which is how equation 10 follows from equation 9.
  after: ({ r, alpha, a, b }, { x, T }) => ({ r: r + x, alpha: alpha + T, a, b: b + x }),
};
