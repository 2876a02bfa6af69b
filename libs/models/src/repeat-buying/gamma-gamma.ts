import { logGamma } from '../numeric/log-gamma';
import { maximizeLikelihood, type Fit, type FitOptions } from '../numeric/maximum-likelihood';
import { checkParameters } from './model';

const { log } = Math;

/** Values of transactions are gamma with shape p about a mean of the customer's own; these are inverse gamma through q and gamma. */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

/** What one customer spent: the mean value of so many transactions. */
export interface Spending {
  readonly transactions: number;
  readonly mean: number;
}

/** Three starts, far from each other, in the scale of what is spent. */
const startsFor = (scale: number): readonly GammaGamma[] => [
  { p: 1, q: 2, gamma: scale },
  { p: 5, q: 5, gamma: scale },
  { p: 10, q: 3, gamma: scale / 3 },
];

const NO_SPENDING = 'spending needs whole transactions from 1 and a mean above 0';
const isSpent = ({ transactions, mean }: Spending): boolean =>
  Number.isSafeInteger(transactions) && transactions > 0 && mean > 0 && Number.isFinite(mean);

/** Spending for a fit: what depends on the number of transactions alone is computed once for each number. */
interface SpendingSample {
  readonly numbers: readonly number[];
  /** Of each customer: which of the numbers, the mean, its logarithm. */
  readonly at: Uint32Array;
  readonly mean: Float64Array;
  readonly logMean: Float64Array;
}

/** @throws RangeError without a customer, or when one has no transactions or a mean that is not above 0 */
const spendingSample = (customers: readonly Spending[]): SpendingSample => {
  if (customers.length === 0) throw new RangeError('a sample needs a customer');
  if (!customers.every(isSpent)) throw new RangeError(NO_SPENDING);
  const numbers = [...new Set(customers.map(({ transactions }) => transactions))];
  const placeOf = new Map(numbers.map((number, place) => [number, place]));
  const mean = Float64Array.from(customers, (one) => one.mean);
  return {
    numbers,
    mean,
    logMean: mean.map(log),
    at: Uint32Array.from(customers, (one) => placeOf.get(one.transactions)!),
  };
};

/** Equation 1a of Fader & Hardie 2013, "The gamma-gamma model of monetary value" (brucehardie.com/notes/025), in logarithms. */
const logLikelihoodOf = ({ p, q, gamma }: GammaGamma, { numbers, at, mean, logMean }: SpendingSample): number => {
  const ofNumber = numbers.map((x) => logGamma(p * x + q) - logGamma(p * x) + p * x * log(x));
  let sum = at.length * (q * log(gamma) - logGamma(q));
  for (let nth = 0; nth < at.length; nth++) {
    const x = numbers[at[nth]!]!;
    sum += ofNumber[at[nth]!]! + (p * x - 1) * logMean[nth]! - (p * x + q) * log(gamma + mean[nth]! * x);
  }
  return sum;
};

/** @throws RangeError on bad parameters, without a customer, or when one has no transactions or a mean that is not above 0 */
export const gammaGammaLogLikelihood = (parameters: GammaGamma, customers: readonly Spending[]): number => {
  checkParameters(parameters);
  return logLikelihoodOf(parameters, spendingSample(customers));
};

/**
 * Fits the gamma–gamma model of spend per transaction (Fader, Hardie & Lee 2005, "RFM and CLV: using iso-value curves for customer base
 * analysis", Journal of Marketing Research 42(4)). It supposes that how much somebody spends has nothing to do with how often they
 * buy: look at the correlation first. q is kept above 1, because below it there is no mean to predict.
 * @throws RangeError as `gammaGammaLogLikelihood`
 */
export const fitGammaGamma = (
  customers: readonly Spending[],
  { starts, bounds = {} }: FitOptions<GammaGamma> = {},
): Fit<GammaGamma> & { readonly customers: number } => {
  const sample = spendingSample(customers);
  const scale = customers.reduce((sum, { mean }) => sum + mean, 0) / customers.length;
  // What is spent may be in yen or in gold: the bounds of gamma follow.
  const within = { q: [1.001, 1e3] as const, gamma: [1e-3 * scale, 1e3 * scale] as const, ...bounds };
  const logLikelihood = (parameters: GammaGamma): number => logLikelihoodOf(parameters, sample);
  const fit = maximizeLikelihood(logLikelihood, starts ?? startsFor(scale), within);
  return { ...fit, customers: customers.length };
};

/**
 * Expected value of a future transaction (the same note): between the customer's own mean and that of everybody, the nearer to the first the more
 * transactions there were; without any it is everybody's.
 * @throws RangeError on bad parameters or spending, or when the mean does not exist (p x + q ≤ 1)
 */
export const expectedSpend = (parameters: GammaGamma, { transactions, mean }: Spending): number => {
  checkParameters(parameters);
  const isNone = transactions === 0;
  if (!isNone && !isSpent({ transactions, mean })) throw new RangeError(NO_SPENDING);
  const { p, q, gamma } = parameters;
  const weight = p * transactions + q - 1;
  if (!(weight > 0)) throw new RangeError('with these parameters spend has no mean: p x + q must be above 1');
  return (p * (gamma + (isNone ? 0 : mean * transactions))) / weight;
};
