import type { ContractFacts, ContractParams } from '@rapport/decisions';
import { badExperiences } from './bad-experiences';
import { recentOf } from './contract-recent';
import { contractTerms, type ContractDay, type ContractTerms } from './contract-terms';
import { toMicros } from './money';
import type { Occurrence } from './occurrences';
import type { RuleInput } from './rule';

/** What contracts are read from. */
export type ContractInput = Pick<RuleInput, 'occurrences' | 'engaged' | 'rates' | 'currency'>;

/** A contract that runs, as the model sees it, with the terms that it comes from. */
export interface RunningTerms {
  readonly contract: string;
  readonly facts: ContractFacts;
  readonly terms: ContractTerms;
}

const priceOf = ({ monthlyAmount, currency }: ContractTerms, { rates, currency: own }: ContractInput, to: number): number | null => {
  if (monthlyAmount === undefined) return null;
  const amount = rates.convert(toMicros(monthlyAmount), currency ?? own, own, new Date(to - 1).toISOString());
  return amount === null ? null : Number(amount) / 1e6;
}; // prettier-ignore

/** The running contracts of a customer at the end of a day. */
export const runningAt = (
  input: ContractInput,
  customer: string,
  at: ContractDay,
  params: ContractParams,
): readonly RunningTerms[] => {
  const until = (input.occurrences.get(customer) ?? []).filter((one) => one.at < at.to);
  const running = contractTerms(until, at.day).filter(
    ({ overOn, startDay }) => overOn === undefined && startDay <= at.day,
  );
  if (running.length === 0) return [];
  const recent = recentOf(until, input.engaged.get(customer), at, params);
  return running.map((terms) => {
    const { startDay, endDay, notice, termMonths, contract } = terms;
    const facts: ContractFacts = {
      ...{ tenureDays: at.day - startDay, notice, ...recent, price: priceOf(terms, input, at.to) },
      daysLeft: endDay === undefined || endDay < at.day ? null : endDay - at.day,
      monthly: termMonths === undefined ? null : termMonths <= 1,
    };
    return { contract, facts, terms };
  });
};

/** Whether something bad happened of late that is no word on the contract itself: that the model has already. */
export const isLifted = (occurrences: readonly Occurrence[], { day, to }: ContractDay, badDays: number): boolean =>
  badExperiences(occurrences, { to, close: day, badDays, contractDays: 0 }).some(
    ({ kind }) => kind !== 'notice-given' && kind !== 'contract-ending',
  );
