import type { RuleKindName } from '@rapport/events';
import { countingOf, type WindowParams } from '../rules/buyers';
import { figuresOf } from '../rules/figures';
import { toMicros } from '../rules/money';
import type { RuleInput } from '../rules/rule';

/** Kinds of rules whose decisions say what is at stake, and what it is; customers of other kinds are valued anew. */
const SAID: { readonly [Kind in RuleKindName]?: { readonly field: string; readonly basis: string } } = {
  cadence: { field: 'valueAtStake', basis: 'at-stake' },
  churn: { field: 'valueAtStake', basis: 'at-stake' },
  dates: { field: 'valueAtStake', basis: 'at-stake' },
  replenishment: { field: 'valueAtStake', basis: 'at-stake' },
  offer: { field: 'valueAtStake', basis: 'at-stake' },
  upgrade: { field: 'valueAtStake', basis: 'at-stake' },
  'contract-churn': { field: 'valueAtStake', basis: 'at-stake' },
  club: { field: 'value', basis: 'billed' },
};

/** The field of decisions of this kind that says what is at stake; undefined where none does. */
export const saidField = (kind: RuleKindName): string | undefined => SAID[kind]?.field;

/** How movers are valued. */
export interface Worth {
  readonly basis: string;
  readonly currency: string;
  /** Millionths of the currency. @param said what a decision says, where decisions of this kind do */
  of(customer: string, said: string | null | undefined): bigint;
}

/**
 * What customers are worth by a rule at the end of the newest closed day: as its decisions say, else their sales by its window, basis and
 * currency, else (where it has none) the net value of all their sales in the company's currency.
 */
export const worthBy = (input: RuleInput): Worth => {
  const { kind } = input.version;
  const params = input.version.params as Partial<WindowParams>;
  const { window = 'all', basis = 'net', reportingCurrency: currency = input.currency } = params;
  const said = SAID[kind];
  if (said) return { basis: said.basis, currency, of: (_, amount) => toMicros(amount ?? '0') };
  const counting = countingOf(input, { window, basis, reportingCurrency: currency });
  return { basis, currency, of: (customer) => figuresOf(input.books.get(customer) ?? [], counting).value };
};
