import {
  bgNbd,
  buyingHistory,
  expectedPurchases,
  fitBuying,
  pAlive,
  paretoNbd,
  purchasesPmf,
  type BuyingHistory,
  type BuyingModel,
} from '@rapport/models';

type Numbers = Readonly<Record<string, number>>;

const MODELS = { 'pareto-nbd': paretoNbd, 'bg-nbd': bgNbd } as const;

/** Models of repeat buying that rules may use. */
export type BuyingModelName = keyof typeof MODELS;
/** Their names. */
export const BUYING_MODELS = Object.keys(MODELS) as readonly BuyingModelName[];

/** The model of a name; its parameters by name. */
const named = (name: BuyingModelName): BuyingModel<Numbers> => MODELS[name] as unknown as BuyingModel<Numbers>;

/** A model as it was fitted to the histories of customers. */
export interface FittedBuying {
  readonly model: BuyingModelName;
  /** Times in weeks; eight digits, so that they are the same numbers wherever they were found. */
  readonly parameters: Numbers;
  readonly logLikelihood: number;
  readonly customers: number;
  /** Parameters that went to their bounds. */
  readonly atBounds: readonly string[];
}

const eightDigits = (value: number): number => Number(value.toPrecision(8));

/** Fits by maximum likelihood, from the model's three starts. Takes up to seconds. @throws RangeError without a customer */
export const fitBuyingModel = (model: BuyingModelName, histories: Iterable<BuyingHistory>): FittedBuying => {
  const { parameters, logLikelihood, customers, atBounds } = fitBuying(named(model), histories);
  const rounded = Object.entries(parameters).map(([name, value]) => [name, eightDigits(value)]);
  return {
    ...{ model, parameters: Object.fromEntries(rounded) as Numbers },
    ...{ logLikelihood: Math.round(logLikelihood * 1e3) / 1e3, customers, atBounds },
  };
};

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
    this.#model = named(fitted.model);
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
