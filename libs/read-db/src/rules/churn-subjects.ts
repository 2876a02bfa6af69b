import { engagementFalls, type BadExperience, type ChurnParams, type ChurnSubject, type EngagedDay, type EngagementParams } from '@rapport/decisions'; // prettier-ignore
import { badExperiences } from './bad-experiences';
import type { Movement } from './book';
import { counts } from './figures';
import type { RuleInput } from './rule';

/** A customer with what the figures come from. */
export interface ChurnCustomer extends ChurnSubject {
  readonly movements: readonly Movement[];
}

/** What is looked at, and when. */
export interface ChurnSpan {
  /** Purchases before this moment count, in milliseconds. */
  readonly to: number;
  /** Bad experiences count as they were at the end of this day, which ends at this moment. */
  readonly asOf: { readonly day: number; readonly to: number };
}

/** Purchase days that stand, rising, each once, with the category of the last purchase of each. */
const purchases = (movements: readonly Movement[], to: number): Pick<ChurnSubject, 'days' | 'categories'> => {
  const sales = movements.filter((one) => one.kind === 'sale' && counts(one, to)).sort((a, b) => a.at - b.at);
  const byDay = new Map(sales.map(({ day, category }) => [day, category]));
  const days = [...byDay.keys()];
  const categories = [...byDay.values()];
  return { days, ...(categories.some((category) => category !== null) && { categories }) };
};

/** Where they do less than they used to. Whoever bought in that time has done what it is all for. */
const fallsOf = (
  engaged: readonly EngagedDay[] | undefined,
  days: readonly number[],
  close: number,
  params: EngagementParams,
): readonly BadExperience[] => {
  const last = days.findLast((day) => day <= close) ?? -Infinity;
  if (!engaged || close - last < params.engagementDays) return [];
  return engagementFalls(engaged, close, params).map((fall) => {
    const { day, eventId } = fall;
    return { kind: 'less-engaged', day, eventId, fall };
  });
};

/** Everybody who ever bought, as the churn signal sees them. */
export const churnSubjects = (
  { books, occurrences, engaged }: Pick<RuleInput, 'books' | 'occurrences' | 'engaged'>,
  { to, asOf }: ChurnSpan,
  params: Pick<ChurnParams, 'badDays' | 'contractDays'> & EngagementParams,
): readonly ChurnCustomer[] => {
  const subjects: ChurnCustomer[] = [];
  for (const [customer, movements] of books) {
    const bought = purchases(movements, to);
    if (bought.days.length === 0) continue;
    const happened = occurrences.get(customer);
    const { badDays, contractDays } = params;
    const felt = happened ? badExperiences(happened, { to: asOf.to, close: asOf.day, badDays, contractDays }) : [];
    const bad = [...felt, ...fallsOf(engaged.get(customer), bought.days, asOf.day, params)];
    subjects.push({ customer, ...bought, bad, movements });
  }
  return subjects;
};
