import { type EngagementParams } from './engagement';
import { BUYING_MODELS, type BuyingModelName } from './buying-model';
import { readParams, type ParamsRead } from './rule-params';

/** Parameters of the churn signal from a model of repeat buying. */
export interface ChurnParams extends EngagementParams {
  readonly model: BuyingModelName;
  /** How far the model looks ahead, and within how many days somebody must buy again to count as back. */
  readonly horizonDays: number;
  /** From which score on each level holds. */
  readonly watch: number;
  readonly atRisk: number;
  readonly critical: number;
  /** A level is left only when the score is this far below its beginning, so that nobody goes to and fro. */
  readonly damping: number;
  /** By the score alone nobody is signalled before they are this many gaps away. */
  readonly overdueFrom: number;
  /** Own gaps from which on the own pace counts; with fewer it is that of the category. */
  readonly minGaps: number;
  /** For how many days a bad experience lifts the level. */
  readonly badDays: number;
  /** A contract that ends within so many days is one. */
  readonly contractDays: number;
  /** Days from one fit to the next. */
  readonly refitDays: number;
  /** Fewer customers, or fewer who bought again, are no history to learn from. */
  readonly minCustomers: number;
  /** Share of a purchase that is ours to lose: value at stake is counted in it. */
  readonly margin: number;
}

const whole = (name: string, value: unknown, min: number): true | string =>
  (Number.isInteger(value) && (value as number) >= min && (value as number) <= 1_000_000) ||
  `${name} must be a whole number from ${min}`;
const upTo = (name: string, value: unknown, most: number): true | string =>
  (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) ||
  `${name} must be a whole number from 0 to ${most}`;
const share = (name: string, value: unknown): true | string =>
  (typeof value === 'number' && value > 0 && value <= 1) || `${name} must be a number above 0, at most 1`;
const from0 = (name: string, value: unknown, most: number): true | string =>
  (typeof value === 'number' && value >= 0 && value <= most) || `${name} must be a number from 0 to ${most}`;

const DEFAULTS: ChurnParams = {
  ...{ model: 'pareto-nbd', horizonDays: 90, watch: 0.3, atRisk: 0.5, critical: 0.75, damping: 0.05 },
  ...{
    overdueFrom: 1,
    minGaps: 3,
    badDays: 30,
    contractDays: 90,
    engagementDays: 30,
    engagementFall: 0.5,
    refitDays: 28,
    minCustomers: 100,
    margin: 1,
  },
};

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readChurnParams = (params: Readonly<Record<string, unknown>>): ParamsRead<ChurnParams> => {
  const read = readParams<ChurnParams>(
    DEFAULTS,
    {
      model: (value) =>
        BUYING_MODELS.includes(value as BuyingModelName) || `model must be one of ${BUYING_MODELS.join(', ')}`,
      horizonDays: (value) => whole('horizonDays', value, 1),
      watch: (value) => share('watch', value),
      atRisk: (value) => share('atRisk', value),
      critical: (value) => share('critical', value),
      damping: (value) => from0('damping', value, 0.5),
      overdueFrom: (value) => from0('overdueFrom', value, 1_000),
      minGaps: (value) => whole('minGaps', value, 1),
      badDays: (value) => whole('badDays', value, 0),
      contractDays: (value) => whole('contractDays', value, 0),
      engagementDays: (value) => upTo('engagementDays', value, 365),
      engagementFall: (value) => share('engagementFall', value),
      refitDays: (value) => whole('refitDays', value, 1),
      minCustomers: (value) => whole('minCustomers', value, 20),
      margin: (value) => share('margin', value),
    },
    params,
  );
  const rising = !read.ok || (read.params.watch < read.params.atRisk && read.params.atRisk < read.params.critical);
  return rising ? read : { ok: false, faults: ['watch, atRisk and critical must rise'] };
};
