import { readParams, type ParamsRead } from './rule-params';

/** Parameters of a value pyramid (domain.md, 4.1). */
export interface PyramidParams {
  /** `365d`: the last 365 local days, the closing one included; `all`: everything. */
  readonly window: string;
  /** What counts as value: sales before returns and cancellations, after them, or what remains after the cost of goods. */
  readonly basis: 'gross' | 'net' | 'margin';
  /** ISO 4217 code of the currency in which amounts are compared. */
  readonly reportingCurrency: string;
  /** Closes below in a row after which the tier falls. */
  readonly dampingCloses: number;
}

const WINDOW = /^(all|[1-9]\d{0,4}d)$/;

/** What a window, a basis and a currency must be, for every rule that has them. */
export const windowCheck = (value: unknown): true | string =>
  (typeof value === 'string' && WINDOW.test(value)) || 'window must be all, or days like 365d';
export const basisCheck = (value: unknown): true | string =>
  ['gross', 'net', 'margin'].includes(value as string) || 'basis must be gross, net or margin';
export const currencyCheck = (value: unknown): true | string =>
  (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) || 'reportingCurrency must be an ISO 4217 code like EUR';

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readPyramidParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<PyramidParams> =>
  readParams<PyramidParams>(
    {
      window: '365d',
      basis: 'net',
      reportingCurrency,
      dampingCloses: 30,
    },
    {
      window: windowCheck,
      basis: basisCheck,
      reportingCurrency: currencyCheck,
      dampingCloses: (value) =>
        (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000) ||
        'dampingCloses must be a whole number from 1',
    },
    params,
  );

/** Days of a window; null = everything. */
export const windowDays = (window: string): number | null => (window === 'all' ? null : Number.parseInt(window, 10));
