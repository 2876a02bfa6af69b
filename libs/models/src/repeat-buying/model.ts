import { maximizeLikelihood, type Fit, type FitOptions } from '../numeric/maximum-likelihood';
import { checkHistory, type BuyingHistory } from './history';
import { buyingSample, logLikelihoodOf, type BuyingSample, type LikelihoodTerms } from './sample';

/** A model of customers who buy at their own rate until, unseen, they are gone. Times are in weeks. */
export interface BuyingModel<Params extends { readonly [Name in keyof Params]: number }> {
  readonly name: string;
  /** Three starts, far from each other. */
  readonly starts: readonly Params[];
  terms(parameters: Params): LikelihoodTerms;
  /** Probability that a customer of this history is still there at T. */
  pAlive(parameters: Params, history: BuyingHistory): number;
  /** The parameters of a new customer who behaves from now on as one of this history who is still there. */
  after(parameters: Params, history: BuyingHistory): Params;
  /** Expected transactions of a new customer in so many weeks after the first. */
  expected(parameters: Params, weeks: number): number;
  /** Probabilities that it is 0, 1, … `most` transactions. */
  pmf(parameters: Params, weeks: number, most: number): number[];
}

type Numbers<Params> = { readonly [Name in keyof Params]: number };

/** @throws RangeError unless each parameter is above 0 */
export const checkParameters = <Params extends Numbers<Params>>(parameters: Params): void => {
  for (const [name, value] of Object.entries<number>(parameters))
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name} must be above 0, not ${value}`);
};

/** @throws RangeError unless it is a finite time from 0 */
export const checkWeeks = (weeks: number): void => {
  if (!(weeks >= 0 && Number.isFinite(weeks))) throw new RangeError(`weeks must be a number from 0, not ${weeks}`);
};

/**
 * Fits a model by maximum likelihood, from the model's starts or those given. A function of its input alone; it takes up to seconds, so a
 * server calls it in a worker.
 * @throws RangeError without a customer, or on a history with a fault
 */
export const fitBuying = <Params extends Numbers<Params>>(
  model: BuyingModel<Params>,
  customers: Iterable<BuyingHistory> | BuyingSample,
  { starts = model.starts, bounds = {} }: FitOptions<Params> = {},
): Fit<Params> & { readonly customers: number; readonly groups: number } => {
  const sample = 'weight' in customers ? customers : buyingSample(customers);
  const fit = maximizeLikelihood((parameters: Params) => logLikelihood(model, parameters, sample), starts, bounds);
  return { ...fit, customers: sample.customers, groups: sample.weight.length };
};

/** The log-likelihood of a sample at given parameters. */
export const logLikelihood = <Params extends Numbers<Params>>(
  model: BuyingModel<Params>,
  parameters: Params,
  sample: BuyingSample,
): number => logLikelihoodOf(sample, model.terms(parameters));

/** Probability that a customer is still there. @throws RangeError on bad parameters or a history with a fault */
export const pAlive = <Params extends Numbers<Params>>(
  model: BuyingModel<Params>,
  parameters: Params,
  history: BuyingHistory,
): number => {
  checkParameters(parameters);
  checkHistory(history);
  // By a rounding of logarithms it comes to 1.0000000000000002 where somebody bought a moment ago.
  return Math.min(1, model.pAlive(parameters, history));
};

/**
 * Expected transactions in the next weeks of a customer with this history: the probability that they are still there, times what a new
 * customer with the updated parameters would do.
 * @throws RangeError on bad parameters, a history with a fault, or a time below 0
 */
export const expectedPurchases = <Params extends Numbers<Params>>(
  model: BuyingModel<Params>,
  parameters: Params,
  history: BuyingHistory,
  weeks: number,
): number => {
  checkWeeks(weeks);
  return pAlive(model, parameters, history) * model.expected(model.after(parameters, history), weeks);
};

/** Probabilities that a customer with this history makes 0, 1, … `most` transactions in the next weeks. @throws RangeError as above */
export const purchasesPmf = <Params extends Numbers<Params>>(
  model: BuyingModel<Params>,
  parameters: Params,
  history: BuyingHistory,
  weeks: number,
  most: number,
): number[] => {
  checkWeeks(weeks);
  const alive = pAlive(model, parameters, history);
  return model
    .pmf(model.after(parameters, history), weeks, most)
    .map((mass, count) => alive * mass + (count === 0 ? 1 - alive : 0));
};
