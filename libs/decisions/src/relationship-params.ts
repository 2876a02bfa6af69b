import { basisCheck, currencyCheck, windowCheck } from './pyramid-params';
import { readParams, type ParamsRead } from './rule-params';

/** Parameters of the type of relationship (domain.md, 4.2). */
export interface RelationshipParams {
  /** `365d`: the last 365 local days, the closing one included; `all`: everything. */
  readonly window: string;
  /** What counts as value. */
  readonly basis: 'gross' | 'net' | 'margin';
  /** ISO 4217 code of the currency in which amounts are compared. */
  readonly reportingCurrency: string;
  /** From how many times the median of relational customers on somebody is a key account. */
  readonly keyMultiple: number;
}

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readRelationshipParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<RelationshipParams> =>
  readParams<RelationshipParams>(
    { window: '365d', basis: 'net', reportingCurrency, keyMultiple: 30 },
    {
      window: windowCheck,
      basis: basisCheck,
      reportingCurrency: currencyCheck,
      keyMultiple: (value) =>
        (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000) ||
        'keyMultiple must be a whole number from 1 to 10000',
    },
    params,
  );
