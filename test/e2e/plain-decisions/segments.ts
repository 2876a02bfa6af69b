import { figuresOf, windowFrom } from './books';
import type { Fact } from './facts';
import { millionths } from './money';
import { categoryOf, daysOf } from './stages';
import type { Judge, Place } from './world';

type Known = Readonly<Record<string, bigint | number | readonly string[] | string | null>>;

const holds = (when: any, known: Known): boolean => {
  if (when.all) return when.all.every((one: any) => holds(one, known));
  if (when.any) return when.any.some((one: any) => holds(one, known));
  if (when.not) return !holds(when.not, known);
  const value = known[when.figure];
  if (value === null || value === undefined) return false;
  if (when.anyOf)
    return when.anyOf.some((word: string) => (Array.isArray(value) ? value.includes(word) : value === word));
  const bound = (text: any): any => (typeof value === 'bigint' ? millionths(text) : Number(text));
  return (when.atLeast === undefined || value >= bound(when.atLeast)) && (when.below === undefined || value < bound(when.below)); // prettier-ignore
};

/** Of whom the rules have heard: who bought, asked, looked or stated something, or said whether they may be judged. */
const HEARD = ['PurchaseMade', 'ItemReturned', 'AdviceRequested', 'StoreVisited', 'ProfileStated', 'QuoteRequested', 'OpportunityOpened', 'OpportunityLost']; // prettier-ignore
const hasHeard = ({ type, data }: Fact): boolean =>
  HEARD.includes(type) ||
  (type.startsWith('Consent') && data['purpose'] === 'profiling') ||
  // What was called off of an order that is still to come, where it says enough.
  (type === 'OrderCancelled' && data['lines'] !== undefined && data['currency'] !== undefined);

/** Who is in a segment; others are nowhere. */
export const segment: Judge = (world, { when, window, basis, reportingCurrency }) => {
  const { books, day, facts, convertTo } = world;
  const from = windowFrom(window, day);
  const convert = convertTo(reportingCurrency);
  const own = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.customer !== '' && hasHeard(fact)) own.set(fact.customer, [...(own.get(fact.customer) ?? []), fact]); // prettier-ignore
  }
  return new Map(
    [...own].flatMap(([customer, mine]): [string, Place][] => {
      const { value, sales, orders, ever } = figuresOf(books.get(customer) ?? [], from, basis, convert);
      const days = daysOf(ever);
      const inside = mine.filter((one) => one.day > from);
      const stated = (name: string) => mine.findLast(({ type, data }) => type === 'ProfileStated' && data[name] !== undefined)?.data[name] ?? null; // prettier-ignore
      const known: Known = {
        ...{ value, orders, purchaseDays: daysOf(sales).length },
        daysSinceSale: days.length > 0 ? day - days.at(-1)! : null,
        daysSinceFirstSale: days.length > 0 ? day - days[0]! : null,
        contacts: inside.filter(({ type }) => type === 'AdviceRequested').length,
        categories: sales.map(categoryOf).filter((one) => one !== null),
        channels: sales.map(({ channel }) => channel),
        topics: inside.filter(({ type }) => type === 'AdviceRequested').map(({ data }) => data['topic']),
        ...{ industry: stated('industry'), companySize: stated('companySize') },
      };
      return holds(when, known) ? [[customer, { tier: 'in', value, rank: null, sales: null, figures: {} }]] : [];
    }),
  );
};
