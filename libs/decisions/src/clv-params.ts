import { BUYING_MODELS, type BuyingModelName } from './buying-model';
import { readParams, type ParamsRead } from './rule-params';

/** Parameters of predicted customer lifetime value. */
export interface ClvParams {
  readonly model: BuyingModelName;
  /** How far to look ahead. */
  readonly horizonDays: number;
  /** Share of a purchase's value that is left after the cost of goods. */
  readonly margin: number;
  /** Discount rate a year: 0.1 is 10 %. */
  readonly yearlyDiscount: number;
  /** Cost to serve that comes with each purchase day, in the reporting currency. */
  readonly costPerPurchase: number;
  readonly reportingCurrency: string;
  /** By which share of itself a value must differ before it is told again within a class. */
  readonly step: number;
  /** Days from one fit to the next. */
  readonly refitDays: number;
  /** Days that a model is judged on before it may decide. */
  readonly holdoutDays: number;
  /** Fewer customers, or fewer who bought again, are no history to learn from. */
  readonly minCustomers: number;
}

const whole = (name: string, value: unknown, min: number): true | string =>
  (Number.isInteger(value) && (value as number) >= min && (value as number) <= 1_000_000) ||
  `${name} must be a whole number from ${min}`;
const between = (name: string, value: unknown, least: number, most: number): true | string =>
  (typeof value === 'number' && value >= least && value <= most) || `${name} must be a number from ${least} to ${most}`;

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readClvParams = (params: Readonly<Record<string, unknown>>, currency = 'EUR'): ParamsRead<ClvParams> =>
  readParams<ClvParams>(
    {
      ...{ model: 'bg-nbd', horizonDays: 365, margin: 1, yearlyDiscount: 0.1, costPerPurchase: 0 },
      ...{ reportingCurrency: currency, step: 0.25, refitDays: 28, holdoutDays: 91, minCustomers: 100 },
    },
    {
      model: (value) =>
        BUYING_MODELS.includes(value as BuyingModelName) || `model must be one of ${BUYING_MODELS.join(', ')}`,
      horizonDays: (value) => whole('horizonDays', value, 1),
      margin: (value) => between('margin', value, 0, 1),
      yearlyDiscount: (value) => between('yearlyDiscount', value, 0, 10),
      costPerPurchase: (value) => between('costPerPurchase', value, 0, 1e9),
      reportingCurrency: (value) =>
        /^[A-Z]{3}$/.test(String(value)) || 'reportingCurrency must be an ISO 4217 code like EUR',
      step: (value) => between('step', value, 0.01, 10),
      refitDays: (value) => whole('refitDays', value, 1),
      holdoutDays: (value) => whole('holdoutDays', value, 7),
      minCustomers: (value) => whole('minCustomers', value, 20),
    },
    params,
  );
