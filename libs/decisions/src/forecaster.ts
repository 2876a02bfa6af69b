import { buyingHistory, expectedPurchases, pAlive, purchasesPmf, type BuyingModel } from '@rapport/models';
import { buyingModelOf, type FittedBuying } from './buying-model';

type Numbers = Readonly<Record<string, number>>;

/** What a model expects of one customer. */
export interface Forecast {
  /** Probability that they are still a customer. Never rank by it: the BG/NBD's is 1 for all who bought once. */
  readonly alive: number;
  /** Expected purchase days within the horizon from now on. */
  readonly expected: number;
  /** The same as it was on the day after the last purchase. */
  readonly expectedAtOnce: number;
}

/** Asks a fitted model about customers; what it said of a history is remembered, because many have the same one. */
export class Forecaster {
  readonly #model: BuyingModel<Numbers>;
  readonly #weeks: number;
  readonly #said = new Map<string, Forecast>();

  constructor(
    private readonly fitted: Pick<FittedBuying, 'model' | 'parameters'>,
    horizonDays: number,
  ) {
    this.#model = buyingModelOf(fitted.model);
    this.#weeks = horizonDays / 7;
  }

  /** @param days purchase days, rising, each once; @param close the day as of which it is asked, not before the last one */
  of(days: ArrayLike<number>, close: number): Forecast {
    const [first, last] = [days[0]!, days[days.length - 1]!];
    const key = `${days.length} ${last - first} ${close - first}`;
    const known = this.#said.get(key);
    if (known) return known;
    const { parameters } = this.fitted;
    const history = { x: days.length - 1, t_x: (last - first) / 7, T: (close - first) / 7 };
    const atOnce = { ...history, T: history.t_x + 1 / 7 };
    const forecast = {
      alive: pAlive(this.#model, parameters, history),
      expected: expectedPurchases(this.#model, parameters, history, this.#weeks),
      expectedAtOnce: expectedPurchases(this.#model, parameters, atOnce, this.#weeks),
    };
    this.#said.set(key, forecast);
    return forecast;
  }

  /** Probability that there is no purchase within the horizon. */
  noPurchase(days: ArrayLike<number>, close: number): number {
    const history = buyingHistory(Array.from(days), close);
    return Math.min(1, Math.max(0, purchasesPmf(this.#model, this.fitted.parameters, history, this.#weeks, 0)[0]!));
  }
}
