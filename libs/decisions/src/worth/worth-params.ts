import { isDecimal } from '@rapport/events';
import { currencyCheck } from '../pyramid-params';
import { readParams, type ParamsRead } from '../rule-params';
import { numberCheck } from '../signals/checks';

/** Ways in which a contact comes about, each with a cost of its own. */
export const CONTACT_WAYS = ['call', 'email', 'chat', 'store', 'field', 'campaign'] as const;
export type ContactWay = (typeof CONTACT_WAYS)[number];

/** Parameters of historical lifetime value (domain.md, 5). */
export interface WorthParams {
  /** ISO 4217 code of the currency in which everything is counted. */
  readonly reportingCurrency: string;
  /** Share of a purchase that is left after the cost of goods, where nobody told that cost. */
  readonly margin: number;
  /** What one contact costs, as decimal texts in the reporting currency; ways that are not named cost nothing. */
  readonly contactCosts: Readonly<Partial<Record<ContactWay, string>>>;
  /** By which share of itself a value must differ before it is told again within a class. */
  readonly step: number;
}

const contactCostsCheck = (value: unknown): true | string =>
  (typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([way, cost]) =>
        CONTACT_WAYS.includes(way as ContactWay) &&
        typeof cost === 'string' &&
        isDecimal(cost) &&
        !cost.startsWith('-') &&
        cost.length <= 20,
    )) ||
  `contactCosts must have decimal texts that are not negative for some of ${CONTACT_WAYS.join(', ')}`;

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readWorthParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<WorthParams> =>
  readParams<WorthParams>(
    { reportingCurrency, margin: 1, contactCosts: {}, step: 0.25 },
    {
      reportingCurrency: currencyCheck,
      margin: numberCheck('margin', 0, 1),
      contactCosts: contactCostsCheck,
      step: numberCheck('step', 0.01, 10),
    },
    params,
  );
