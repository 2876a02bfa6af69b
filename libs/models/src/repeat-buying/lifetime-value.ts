import { expectedPurchases, type BuyingModel } from './model';
import type { BuyingHistory } from './history';

/** What a purchase brings, what it costs to serve, and what money is worth later. */
export interface LifetimeTerms {
  /** How far to look, in weeks. */
  readonly weeks: number;
  /** Expected value of a purchase. */
  readonly spend: number;
  /** Share of a purchase's value that is left after the cost of goods: 0 to 1. */
  readonly margin: number;
  /** Discount rate a year: 0.1 is 10 %. */
  readonly yearlyDiscount: number;
  /** Cost to serve that comes with each purchase (0). */
  readonly costPerPurchase?: number;
  /** Cost to serve of a week, spent on everybody as long as the horizon, since nobody knows who has left (0). */
  readonly costPerWeek?: number;
  /** Weeks of one step of discounting (4). */
  readonly step?: number;
}

const WEEKS_A_YEAR = 365.25 / 7;

/** Predicted lifetime value, and what it consists of; all but `purchases` discounted. */
export interface LifetimeValue {
  readonly value: number;
  readonly margin: number;
  readonly costToServe: number;
  /** Expected purchases over the horizon, not discounted. */
  readonly purchases: number;
}

/**
 * Predicted lifetime value over a horizon: Σ over steps of (E[Y(t_i)] − E[Y(t_i−1)]) × (spend × margin − cost), each discounted from the
 * middle of its step (Fader, Hardie & Lee 2005, Journal of Marketing Research 42(4), equation 1, with a finite horizon and steps).
 * @throws RangeError when a term has no meaning
 */
export const lifetimeValue = <Params extends { readonly [Name in keyof Params]: number }>(
  model: BuyingModel<Params>,
  parameters: Params,
  history: BuyingHistory,
  terms: LifetimeTerms,
): LifetimeValue => {
  const { weeks, spend, margin, yearlyDiscount, costPerPurchase = 0, costPerWeek = 0, step = 4 } = terms;
  checkTerms({ weeks, spend, margin, yearlyDiscount, costPerPurchase, costPerWeek, step });
  let [earned, spent, before] = [0, 0, 0];
  for (let from = 0; from < weeks; from += step) {
    const to = Math.min(weeks, from + step);
    const until = expectedPurchases(model, parameters, history, to);
    const discount = (1 + yearlyDiscount) ** (-(from + to) / 2 / WEEKS_A_YEAR);
    earned += (until - before) * spend * margin * discount;
    spent += ((until - before) * costPerPurchase + (to - from) * costPerWeek) * discount;
    before = until;
  }
  return { value: earned - spent, margin: earned, costToServe: spent, purchases: before };
};

const checkTerms = ({ margin, step, ...others }: Required<LifetimeTerms>): void => {
  for (const [name, value] of Object.entries(others))
    if (!(value >= 0 && Number.isFinite(value))) throw new RangeError(`${name} must be a number from 0, not ${value}`);
  if (!(margin >= 0 && margin <= 1)) throw new RangeError(`margin must lie between 0 and 1, not ${margin}`);
  if (!(step > 0)) throw new RangeError(`step must be above 0, not ${step}`);
};
