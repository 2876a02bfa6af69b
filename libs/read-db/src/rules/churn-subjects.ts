import type { ChurnParams, ChurnSubject } from '@rapport/decisions';
import { badExperiences } from './bad-experiences';
import type { Movement } from './book';
import type { BooksOf, CustomerBooks } from './books';
import { counts } from './figures';
import type { Occurrence } from './occurrences';

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

/** Everybody who ever bought, as the churn signal sees them. */
export const churnSubjects = (
  books: CustomerBooks,
  occurrences: BooksOf<Occurrence>,
  { to, asOf }: ChurnSpan,
  { badDays, contractDays }: Pick<ChurnParams, 'badDays' | 'contractDays'>,
): readonly ChurnCustomer[] => {
  const subjects: ChurnCustomer[] = [];
  for (const [customer, movements] of books) {
    const bought = purchases(movements, to);
    if (bought.days.length === 0) continue;
    const happened = occurrences.get(customer);
    const bad = happened ? badExperiences(happened, { to: asOf.to, close: asOf.day, badDays, contractDays }) : [];
    subjects.push({ customer, ...bought, bad, movements });
  }
  return subjects;
};
