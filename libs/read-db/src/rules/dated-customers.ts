import { dayNumber, type DatedCustomer, type DatesParams, type ImportantDate } from '@rapport/decisions';
import { isDay, type SealedCell } from '@rapport/events';
import { daysDueAt } from './days-due';
import { counts } from './figures';
import type { Occurrence } from './occurrences';
import type { RuleInput } from './rule';
import { runningContracts } from './running-contracts';

/** A customer with dates, and the zone that they stated; undefined = the company's. */
export interface Dated extends DatedCustomer {
  readonly zone: string | undefined;
  /** Sealed dates that nobody here can read. */
  readonly unread: number;
}

/** A date as it was found: in clear, or sealed. */
type Found = Omit<ImportantDate, 'day'> & ({ readonly day: number } | { readonly cell: SealedCell });

/** The last event that says something, of one customer's, oldest first. */
const lastSaying = (until: readonly Occurrence[], name: string): Occurrence | undefined =>
  until.findLast(({ about, kind }) => (kind === 'trait' || kind === 'date') && about[name] !== undefined);

const clear = (key: string, date: string, eventId: string, returns: ImportantDate['returns'] = 'never'): readonly Found[] =>
  isDay(date) ? [{ key, day: dayNumber(date), returns, eventId }] : []; // prettier-ignore

const birthday = (until: readonly Occurrence[], of: 'birthday' | 'lunar-birthday'): readonly Found[] => {
  const said = lastSaying(until, 'birthday');
  if (!said) return [];
  const returns = of === 'birthday' ? 'yearly' : 'lunar';
  return [{ key: of, cell: said.about['birthday']!, returns, eventId: said.eventId }];
};

/** Of each occasion the last word. */
const stated = (until: readonly Occurrence[], occasion: string): readonly Found[] => {
  const last = new Map<string, Found>();
  for (const { kind, about, eventId } of until) {
    const { occasion: key, day: cell, yearly } = about;
    if (kind !== 'date' || key === undefined || cell === undefined) continue;
    if (occasion === '' || key === occasion)
      last.set(key, { key, cell, returns: yearly === 'true' ? 'yearly' : 'never', eventId });
  }
  return [...last.values()];
};

const VISITS: readonly Occurrence['kind'][] = ['service', 'interest', 'quote'];

/** Since when they are customers: as somebody stated, else the first purchase or contract. */
const anniversary = ({ books }: RuleInput, customer: string, until: readonly Occurrence[], to: number): readonly Found[] => {
  const said = lastSaying(until, 'customerSince');
  if (said) return clear('anniversary', said.about['customerSince']!, said.eventId, 'yearly');
  const sales = (books.get(customer) ?? []).filter((one) => one.kind === 'sale' && counts(one, to));
  const contracts = until.filter(({ kind }) => kind === 'contract').map(({ about, day, eventId }) => ({ day: isDay(about['startsOn'] ?? '') ? dayNumber(about['startsOn']!) : day, eventId }));
  const [first] = [...sales, ...contracts].sort((a, b) => a.day - b.day || (a.eventId < b.eventId ? -1 : 1));
  return first ? [{ key: 'anniversary', day: first.day, returns: 'yearly', eventId: first.eventId }] : [];
}; // prettier-ignore

const lastVisit = ({ books }: RuleInput, customer: string, until: readonly Occurrence[], to: number): readonly Found[] => {
  const sales = (books.get(customer) ?? []).filter((one) => one.kind === 'sale' && counts(one, to));
  const visits = until.filter(({ kind }) => VISITS.includes(kind));
  const [last] = [...sales, ...visits].sort((a, b) => b.at - a.at || (a.eventId < b.eventId ? -1 : 1));
  return last ? [{ key: 'last-visit', day: last.day, returns: 'yearly', eventId: last.eventId }] : [];
}; // prettier-ignore

const foundOf = (input: RuleInput, customer: string, until: readonly Occurrence[], { of, occasion }: DatesParams): readonly Found[] => {
  const to = Date.parse(input.close.endsAt);
  switch (of) {
    case 'birthday':
    case 'lunar-birthday':
      return birthday(until, of);
    case 'stated':
      return stated(until, occasion);
    case 'anniversary':
      return anniversary(input, customer, until, to);
    case 'contract-end':
      return [...runningContracts(until)].flatMap(([key, { endsOn, eventId }]) => (endsOn === undefined ? [] : clear(key, endsOn, eventId)));
    case 'warranty-end':
      return until.flatMap(({ kind, about, eventId }) => (kind === 'warranty' && about['endsOn'] !== undefined ? clear(`${about['sku']} ${eventId}`, about['endsOn'], eventId) : []));
    case 'last-visit':
      return lastVisit(input, customer, until, to);
  }
}; // prettier-ignore

interface FoundAll {
  readonly customer: string;
  readonly until: readonly Occurrence[];
  readonly found: readonly Found[];
}

/** Everybody with dates of the kind, by what was known at the close. */
const allFound = (input: RuleInput, params: DatesParams): readonly FoundAll[] => {
  const { books, occurrences, close } = input;
  const to = Date.parse(close.endsAt);
  const bySales = params.of === 'anniversary' || params.of === 'last-visit';
  const ids = bySales ? new Set([...books.keys(), ...occurrences.keys()]) : occurrences.keys();
  const all: FoundAll[] = [];
  for (const customer of ids) {
    const until = (occurrences.get(customer) ?? []).filter(({ at }) => at < to);
    const found = foundOf(input, customer, until, params);
    if (found.length > 0) all.push({ customer, until, found });
  }
  return all;
};

/** The cells that must be opened. */
export const datedCells = (input: RuleInput, params: DatesParams): readonly SealedCell[] =>
  allFound(input, params).flatMap(({ found }) => found.flatMap((one) => ('cell' in one ? [one.cell] : [])));

/** Everybody with dates, which are open now. */
export const datedCustomers = (input: RuleInput, params: DatesParams): readonly Dated[] => {
  const daysDue = daysDueAt(input.close);
  return allFound(input, params).map(({ customer, until, found }) => {
    const zone = lastSaying(until, 'timezone')?.about['timezone'];
    let unread = 0;
    const dates = found.flatMap((one): readonly ImportantDate[] => {
      if (!('cell' in one)) return [one];
      const { cell, ...rest } = one;
      const day = input.sealedDay?.(cell);
      if (day === undefined) unread++;
      return typeof day === 'number' ? [{ ...rest, day }] : [];
    });
    return { customer, zone, unread, dates, ...daysDue(zone) };
  });
};
