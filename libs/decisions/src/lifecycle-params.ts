import { readParams, type ParamsRead } from './rule-params';

/** Parameters of the stages of a customer's life (domain.md, 4.5). */
export interface LifecycleParams {
  /** Percentile of the category's gaps beyond which somebody who does not buy is `lapsing`, and `lapsed`. */
  readonly lapsingPercentile: number;
  readonly lapsedPercentile: number;
  /** Gaps that a category must have before they mean anything; with fewer, those of all purchases count. */
  readonly minGaps: number;
  /** How long somebody is `won-back` who bought after they had lapsed. */
  readonly wonBackDays: number;
  /** How long a quote makes an opportunity; one that sales opened holds until it is won or lost. */
  readonly quoteDays: number;
}

const whole =
  (name: string, min: number, max = 10_000) =>
  (value: unknown): true | string =>
    (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) ||
    `${name} must be a whole number from ${min} to ${max}`;

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readLifecycleParams = (params: Readonly<Record<string, unknown>>): ParamsRead<LifecycleParams> => {
  const read = readParams<LifecycleParams>(
    { lapsingPercentile: 80, lapsedPercentile: 95, minGaps: 20, wonBackDays: 90, quoteDays: 90 },
    {
      lapsingPercentile: whole('lapsingPercentile', 1, 100),
      lapsedPercentile: whole('lapsedPercentile', 1, 100),
      minGaps: whole('minGaps', 1),
      wonBackDays: whole('wonBackDays', 0),
      quoteDays: whole('quoteDays', 0),
    },
    params,
  );
  if (!read.ok || read.params.lapsingPercentile <= read.params.lapsedPercentile) return read;
  return { ok: false, faults: ['lapsedPercentile must not be below lapsingPercentile'] };
};
