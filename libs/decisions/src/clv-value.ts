import { expectedSpend, lifetimeValue, type BuyingHistory, type GammaGamma } from '@rapport/models';
import { buyingModelOf, type BuyingModelName } from './buying-model';
import type { ClvParams } from './clv-params';
import type { ClvSubject } from './clv-subject';
import { Forecaster } from './forecaster';
import type { LearnedModel } from './learned-model';

/** Mean value of the purchase days after the first, which alone the model of spend is of (Fader & Hardie 2013). */
export const repeatSpending = ({ spent }: Pick<ClvSubject, 'spent'>): { transactions: number; mean: number } => {
  const repeats = spent.slice(1);
  const mean = repeats.reduce((sum, one) => sum + one, 0) / repeats.length;
  return mean > 0 ? { transactions: repeats.length, mean } : { transactions: 0, mean: 0 };
};

/** The value of customers by a fitted model; what was said of a history is remembered. */
export class Valuer {
  readonly #forecaster: Forecaster;
  readonly #buying;
  readonly #spend: GammaGamma;

  constructor(
    { model, parameters }: Pick<LearnedModel, 'model' | 'parameters'>,
    private readonly horizonDays: number,
    private readonly terms: Pick<ClvParams, 'margin' | 'yearlyDiscount' | 'costPerPurchase'>,
  ) {
    this.#buying = { model: buyingModelOf(model as BuyingModelName), parameters: parameters['buying']! };
    this.#forecaster = new Forecaster(
      { model: model as BuyingModelName, parameters: parameters['buying']! },
      horizonDays,
    );
    this.#spend = parameters['spend'] as unknown as GammaGamma;
  }

  /** @param close a day number, not before the last purchase */
  of({ days, spent }: Pick<ClvSubject, 'days' | 'spent'>, close: number) {
    const spend = expectedSpend(this.#spend, repeatSpending({ spent }));
    const [first, last] = [days[0]!, days.at(-1)!];
    const history: BuyingHistory = { x: days.length - 1, t_x: (last - first) / 7, T: (close - first) / 7 };
    const { margin, yearlyDiscount, costPerPurchase } = this.terms;
    const terms = { weeks: this.horizonDays / 7, spend, margin, yearlyDiscount, costPerPurchase };
    const { value, purchases } = lifetimeValue(this.#buying.model, this.#buying.parameters, history, terms);
    return { value, spend, expected: purchases, alive: this.#forecaster.of(days, close).alive };
  }
}
