import { readParams, type ParamsRead } from './rule-params';

/** Parameters of the churn signal from the customer's own cadence. */
export interface CadenceParams {
  /** Gaps between purchase days that a customer must have before their own cadence means anything. */
  readonly minGaps: number;
  /** Within how many days somebody must buy again to count as back. */
  readonly horizonDays: number;
  /** From which score on each level holds. */
  readonly watch: number;
  readonly atRisk: number;
  readonly critical: number;
  /** Nobody is signalled before they are this many of their own median gaps away. */
  readonly overdueFrom: number;
  /** Nor on fewer past situations of a like overdue ratio than this: odds from nothing are no odds. */
  readonly minSituations: number;
}

const whole = (name: string, value: unknown, min: number): true | string =>
  (Number.isInteger(value) && (value as number) >= min && (value as number) <= 10_000) ||
  `${name} must be a whole number from ${min}`;
const share = (name: string, value: unknown): true | string =>
  (typeof value === 'number' && value > 0 && value <= 1) || `${name} must be a number above 0, at most 1`;

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readCadenceParams = (params: Readonly<Record<string, unknown>>): ParamsRead<CadenceParams> => {
  const read = readParams<CadenceParams>(
    { minGaps: 3, horizonDays: 90, watch: 0.3, atRisk: 0.5, critical: 0.75, overdueFrom: 1, minSituations: 20 },
    {
      minGaps: (value) => whole('minGaps', value, 1),
      horizonDays: (value) => whole('horizonDays', value, 1),
      watch: (value) => share('watch', value),
      atRisk: (value) => share('atRisk', value),
      critical: (value) => share('critical', value),
      overdueFrom: (value) =>
        (typeof value === 'number' && value >= 0 && value <= 1_000) || 'overdueFrom must be a number from 0',
      minSituations: (value) => whole('minSituations', value, 0),
    },
    params,
  );
  const rising = !read.ok || (read.params.watch < read.params.atRisk && read.params.atRisk < read.params.critical);
  return rising ? read : { ok: false, faults: ['watch, atRisk and critical must rise'] };
};
