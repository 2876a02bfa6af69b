import type { ClassStanding } from '../classes';
import { comingDay, yearsBetween, type Returns } from './coming-day';
import type { DatesParams } from './dates-params';

/** A date of a customer. */
export interface ImportantDate {
  /** Tells it from others of the same customer, and says nothing of when it is: a contract's name, the occasion. */
  readonly key: string;
  /** A day number. */
  readonly day: number;
  readonly returns: Returns;
  /** The event that says so. */
  readonly eventId: string;
}

/** A customer and their dates of one kind. */
export interface DatedCustomer {
  readonly customer: string;
  /** The earliest day that is not over where they live, a day number. */
  readonly from: number;
  /** The last day that begins there before the next close. */
  readonly until: number;
  readonly dates: readonly ImportantDate[];
}

/** A date that is near enough. */
export interface DueDate extends ImportantDate {
  /** When it is, a day number. */
  readonly on: number;
  /** How often it has come again by then; 0 = it does not. */
  readonly years: number;
}

/** Somebody is told, or told no more. */
export type DatesDecision<Customer extends DatedCustomer = DatedCustomer> =
  | { readonly kind: 'raised'; readonly customer: string; readonly of: Customer; readonly due: readonly DueDate[] }
  | { readonly kind: 'cleared'; readonly customer: string; readonly why: 'over' | 'no-longer-known' };

export interface DatesOutcome<Customer extends DatedCustomer> {
  /** Only what changed: who is told of something, by handle, then who is told no more. */
  readonly decisions: readonly DatesDecision<Customer>[];
  /** Who has a date that is due; give it to the next close. */
  readonly standings: ReadonlyMap<string, ClassStanding>;
}

/** The class of those who have a date that is due. */
export const DUE = 'due';
const KEYS_APART = '\n';

const dueOf = ({ dates, from, until }: DatedCustomer, { leadDays, leapDay }: DatesParams): readonly DueDate[] =>
  dates
    .flatMap((date): readonly DueDate[] => {
      const on = comingDay(date.day, date.returns, from, leapDay);
      if (on === null || on - leadDays > until) return [];
      return [{ ...date, on, years: date.returns === 'never' ? 0 : yearsBetween(date.day, on) }];
    })
    .sort((a, b) => a.on - b.on || (a.key < b.key ? -1 : 1));

const byHandle = (a: { readonly customer: string }, b: { readonly customer: string }): number =>
  a.customer < b.customer ? -1 : 1;

/** What a standing remembers: the dates that somebody was told of. */
export const datesMark = (keys: readonly string[]): string => [...keys].sort().join(KEYS_APART);

/**
 * Whose dates are due at the end of a day, once for each time that a date comes: a date that is over is due for nobody, so neither an
 * import nor the first close of a rule tells of the past. Somebody is told again when another of their dates is near too.
 * `customers` are all who have dates, in any order.
 */
export const importantDates = <Customer extends DatedCustomer>(
  customers: readonly Customer[],
  previous: ReadonlyMap<string, ClassStanding>,
  { date, ...params }: DatesParams & { readonly date: string },
): DatesOutcome<Customer> => {
  const standings = new Map<string, ClassStanding>();
  const decisions: DatesDecision<Customer>[] = [];
  const known = new Set<string>();
  for (const of of customers) {
    const { customer } = of;
    known.add(customer);
    const due = dueOf(of, params);
    if (due.length === 0) continue;
    const before = previous.get(customer);
    const told = new Set(before?.mark.split(KEYS_APART));
    if (before && due.every(({ key }) => told.has(key))) {
      standings.set(customer, before);
      continue;
    }
    standings.set(customer, { tier: DUE, mark: datesMark(due.map(({ key }) => key)), since: date });
    decisions.push({ kind: 'raised', customer, of, due });
  }
  const cleared = [...previous.keys()]
    .filter((customer) => !standings.has(customer))
    .map((customer) => ({ kind: 'cleared' as const, customer, why: known.has(customer) ? ('over' as const) : ('no-longer-known' as const) })); // prettier-ignore
  return { decisions: [...decisions.sort(byHandle), ...cleared.sort(byHandle)], standings };
};
