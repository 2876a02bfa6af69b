import { counted } from '../counted';
import { tenureMonths, type ContractFacts } from './contract-facts';
import type { ContractFound } from './contract-churn';

/** Less than this added to the ln(odds) is nothing that somebody would name. */
const WORTH_TELLING = 0.1;
const TOLD_MAX = 5;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** A feature as people say it; null where there is nothing to say. */
const SAID: Readonly<Record<string, (facts: ContractFacts) => string | null>> = {
  tenure: (facts) => `the contract has run for ${counted(tenureMonths(facts), 'month')}`,
  'first-year': ({ tenureDays }) => (tenureDays < 365 ? 'the contract is in its first year' : null),
  'term-ends': ({ daysLeft }) => (daysLeft === null ? null : `the term ends in ${counted(daysLeft, 'day')}`),
  notice: ({ notice }) => (notice ? 'notice was given' : null),
  monthly: ({ monthly }) => (monthly ? 'the contract runs from month to month' : null),
  price: ({ price }) => (price === null ? null : `pays ${price.toFixed(2)} a month`),
  contacts: ({ contacts }) => (contacts > 0 ? `came for service ${counted(contacts, 'time')} in 90 days` : null),
  complaints: ({ complaints }) => (complaints > 0 ? `${counted(complaints, 'complaint')} in 90 days` : null),
  bad: ({ bad }) => (bad > 0 ? `${counted(bad, 'other bad experience')} in 90 days` : null),
  'late-bills': ({ lateBills }) => (lateBills > 0 ? `${counted(lateBills, 'bill')} paid late or overdue in 180 days` : null),
  downgraded: ({ downgraded }) => (downgraded ? 'moved to a smaller plan within a year' : null),
  'less-on': ({ lessOn }) => (lessOn > 0 ? `less active than usual on ${counted(lessOn, 'channel')}` : null),
}; // prettier-ignore

/** Why a contract may end, in words: the probability, what speaks for it the weightiest first, and how it is with others. */
export const contractReasons = (
  { score, facts, contributions, tenure, ofScore }: ContractFound,
  { horizonDays, isLifted }: { readonly horizonDays: number; readonly isLifted: boolean },
): readonly string[] => [
  `the contract ends within ${horizonDays} days with a probability of ${percent(score)}`,
  ...contributions
    .filter(({ logOdds }) => logOdds >= WORTH_TELLING)
    .flatMap(({ factor }) => SAID[factor]?.(facts) ?? [])
    .slice(0, TOLD_MAX),
  ...(isLifted ? [`one level up for a bad experience from ${ofScore || 'none'}`] : []),
  `of ${counted(tenure.n, 'contract')} of a like tenure ${percent(tenure.share)} ended within ${horizonDays} days`,
];
