import { bgNbd, fitBuying, paretoNbd, type BuyingHistory, type BuyingModel } from '@rapport/models';

type Numbers = Readonly<Record<string, number>>;

const MODELS = { 'pareto-nbd': paretoNbd, 'bg-nbd': bgNbd } as const;

/** Models of repeat buying that rules may use. */
export type BuyingModelName = keyof typeof MODELS;
/** Their names. */
export const BUYING_MODELS = Object.keys(MODELS) as readonly BuyingModelName[];

/** The model of a name; its parameters by name. */
export const buyingModelOf = (name: BuyingModelName): BuyingModel<Numbers> =>
  MODELS[name] as unknown as BuyingModel<Numbers>;

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

/** So many digits are the same wherever a parameter was found. */
export const eightDigits = (value: number): number => Number(value.toPrecision(8));

/** Fits by maximum likelihood, from the model's three starts. Takes up to seconds. @throws RangeError without a customer */
export const fitBuyingModel = (model: BuyingModelName, histories: Iterable<BuyingHistory>): FittedBuying => {
  const { parameters, logLikelihood, customers, atBounds } = fitBuying(buyingModelOf(model), histories);
  const rounded = Object.entries(parameters).map(([name, value]) => [name, eightDigits(value)]);
  return {
    ...{ model, parameters: Object.fromEntries(rounded) as Numbers },
    ...{ logLikelihood: Math.round(logLikelihood * 1e3) / 1e3, customers, atBounds },
  };
};

/** Null when so many customers bought, and bought again; else what is missing, in words. */
export const enoughBuyers = (what: string, days: readonly (readonly number[])[], least: number): string | null => {
  const again = days.filter(({ length }) => length > 1).length;
  if (days.length < least) return `${what} ${days.length} customers had bought, fewer than ${least}`;
  return again < least ? `${what} ${again} customers had bought again, fewer than ${least}` : null;
};
