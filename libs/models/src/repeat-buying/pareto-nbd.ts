import { gaussFraction } from '../numeric/gauss-fraction';
import { integrate } from '../numeric/integrate';
import { logAdd, logGamma } from '../numeric/log-gamma';
import { NegativeBinomial } from '../numeric/negative-binomial';
import type { BuyingModel } from './model';
import type { LikelihoodTerms } from './sample';

const { exp, expm1, log, log1p } = Math;

/** Rates are gamma with shape r and rate alpha, and so are the rates of leaving, with shape s and rate beta (weeks). */
export interface ParetoNbd {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/** Logarithms of the two parts of the likelihood: (α + T)^−(r+x) (β + T)^−s for those who are there, and the integral over when others left. */
interface Parts extends LikelihoodTerms {
  there(x: number, T: number): number;
}

/**
 * The likelihood of Fader & Hardie 2005, "A note on deriving the Pareto/NBD model and related expressions"
 * (brucehardie.com/notes/009), up to a factor it is there(T) + s/k (A(t_x) − A(T)) with k = r + s + x and A a ₂F₁. By Euler's transformation
 * A(t) is there(t) times a ₂F₁ that is between 1 and k/s, so A(T) can be taken off there(T) without loss, and all is well in logarithms
 * however large x is.
 */
const terms = ({ r, alpha, s, beta }: ParetoNbd): Parts => {
  const constant = r * log(alpha) + s * log(beta) - logGamma(r);
  const there = (x: number, time: number): number => -(r + x) * log(alpha + time) - s * log(beta + time);
  /** s/k × A(t) ÷ there(t). */
  const ratio = (x: number, time: number): number => {
    const k = r + s + x;
    return alpha >= beta
      ? (s / k) * gaussFraction(r + x, k, (alpha - beta) / (alpha + time))
      : (s / k) * ((alpha + time) / (beta + time)) * gaussFraction(s + 1, k, (beta - alpha) / (beta + time));
  };
  return {
    there,
    base: (x) => constant + logGamma(r + x),
    end: (x, T) => there(x, T) + log1p(-ratio(x, T)),
    last: (x, t_x) => there(x, t_x) + log(ratio(x, t_x)),
  };
};

/** Mean of the model: (r β / α (s − 1)) (1 − (β / (β + t))^(s−1)) (Schmittlein et al.), which is a logarithm at s = 1. */
const expected = ({ r, alpha, s, beta }: ParetoNbd, weeks: number): number => {
  const time = log1p(weeks / beta);
  const lived = s === 1 ? time : -expm1((1 - s) * time) / (s - 1);
  return ((r * beta) / alpha) * lived;
};

/** Those who are there all the time, and those who left at some moment before: what notes/012 of the same site begins with. */
const pmf = ({ r, alpha, s, beta }: ParetoNbd, weeks: number, most: number): number[] => {
  const toTheEnd = exp(-s * log1p(weeks / beta));
  const purchases = new NegativeBinomial(r, alpha, weeks);
  return Array.from({ length: most + 1 }, (_, count) => {
    const constant = logGamma(r + count) - logGamma(r) - logGamma(count + 1) + log(s / beta);
    const left = integrate((at) => {
      const bought = count === 0 ? 0 : count * log(at / (alpha + at));
      return exp(constant + bought - r * log1p(at / alpha) - (s + 1) * log1p(at / beta));
    }, 0, weeks); // prettier-ignore
    if (count > 0) purchases.step();
    return toTheEnd * purchases.mass + left;
  });
};

/**
 * The Pareto/NBD: D. Schmittlein, D. Morrison, R. Colombo 1987, "Counting your customers: who are they and what will they do next?",
 * Management Science 33(1), 1–24.
 */
export const paretoNbd: BuyingModel<ParetoNbd> = {
  name: 'pareto-nbd',
  starts: [
    { r: 1, alpha: 1, s: 1, beta: 1 },
    { r: 0.5, alpha: 10, s: 0.5, beta: 10 },
    { r: 3, alpha: 30, s: 2, beta: 50 },
  ],
  ...{ terms, expected, pmf },
  pAlive: (parameters, { x, t_x, T }) => {
    const { there, end, last } = terms(parameters);
    return exp(there(x, T) - logAdd(end(x, T), last(x, t_x)));
  },
  after: ({ r, alpha, s, beta }, { x, T }) => ({ r: r + x, alpha: alpha + T, s, beta: beta + T }),
};
