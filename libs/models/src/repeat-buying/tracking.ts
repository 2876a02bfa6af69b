import { checkParameters, checkWeeks, type BuyingModel } from './model';

/** How many customers made their first purchase how many weeks after the start of a cohort. */
export interface Arrivals {
  readonly week: number;
  readonly customers: number;
}

/**
 * Cumulative repeat transactions of a whole cohort that a model expects, at so many weeks after its start: Σ n E[X(t − first)]
 * (Fader, Hardie & Lee 2005, Marketing Science 24(2)). Held beside what happened, it says whether a model can be believed.
 * @throws RangeError on bad parameters or a time below 0
 */
export const cumulativeExpectation = <Params extends { readonly [Name in keyof Params]: number }>(
  model: BuyingModel<Params>,
  parameters: Params,
  arrivals: readonly Arrivals[],
  weeks: number,
): number => {
  checkParameters(parameters);
  checkWeeks(weeks);
  return arrivals.reduce(
    (sum, { week, customers }) => (week < weeks ? sum + customers * model.expected(parameters, weeks - week) : sum),
    0,
  );
};
