import {
  dayNumber,
  inOrder,
  lazily,
  lifecycleInSteps,
  readLifecycleParams,
  type LifecycleMember,
  type Purchase,
} from '@rapport/decisions';
import type { Movement } from './book';
import type { CustomerBooks } from './books';
import { countingOf } from './buyers';
import { classification } from './classification';
import { counts, figuresOf, unconvertedIn, type Counting } from './figures';
import { fromMicros } from './money';
import type { Occurrence, OccurrenceKind } from './occurrences';
import { paramsOf } from './params-of';
import type { RuleInput } from './rule';

/** The book that was asked for last, so that many questions about one customer open it once and nothing is kept of the others. */
class OpenBook {
  #customer: string | undefined;
  #movements: readonly Movement[] = [];
  #purchases: readonly Purchase[] = [];

  constructor(
    private readonly books: CustomerBooks,
    readonly counting: Counting,
  ) {}

  movementsOf(customer: string): readonly Movement[] {
    this.#open(customer);
    return this.#movements;
  }

  purchasesOf(customer: string): readonly Purchase[] {
    this.#open(customer);
    return this.#purchases;
  }

  #open(customer: string): void {
    if (this.#customer === customer) return;
    this.#customer = customer;
    this.#movements = this.books.get(customer) ?? [];
    this.#purchases = purchasesOf(this.#movements, this.counting.to);
  }
}

/** One customer; what they are worth is counted when somebody is told. */
class Member implements LifecycleMember {
  constructor(
    readonly customer: string,
    private readonly book: OpenBook,
    readonly interests: number,
    readonly opportunities: number,
    readonly occurrences: readonly Occurrence[],
  ) {}

  get movements(): readonly Movement[] {
    return this.book.movementsOf(this.customer);
  }
  get purchases(): readonly Purchase[] {
    return this.book.purchasesOf(this.customer);
  }
  get value(): string {
    return fromMicros(figuresOf(this.movements, this.book.counting).value);
  }
}

const NONE: readonly Occurrence[] = [];

/** What makes somebody a prospect. */
const INTERESTS: readonly OccurrenceKind[] = ['service', 'interest', 'quote'];

/** Purchases that stand at the close, earliest first. */
const purchasesOf = (movements: readonly Movement[], to: number): readonly Purchase[] => {
  const standing = movements.filter((one) => one.kind === 'sale' && counts(one, to));
  return inOrder(standing, (a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
};

/** Chances to sell that are open at the close, and quotes of the last days. */
const opportunitiesIn = (occurrences: readonly Occurrence[], since: number): readonly Occurrence[] => {
  const open = new Map<string, Occurrence>();
  const quotes: Occurrence[] = [];
  for (const one of occurrences) {
    if (one.kind === 'quote' && one.day > since) quotes.push(one);
    if (one.kind !== 'opportunity') continue;
    const { id = '', state } = one.about;
    if (state === 'open') open.set(id, one);
    else open.delete(id);
  }
  return [...open.values(), ...quotes];
};

interface Until {
  readonly book: OpenBook;
  /** Quotes of this day (a day number) and before are too old. */
  readonly quotesUntil: number;
}

const memberOf = (input: RuleInput, customer: string, { book, quotesUntil }: Until): Member => {
  const happened = input.occurrences.get(customer);
  if (!happened) return new Member(customer, book, 0, 0, NONE);
  const until = happened.filter(({ at }) => at < book.counting.to);
  const interests = until.filter(({ kind }) => INTERESTS.includes(kind));
  const opportunities = opportunitiesIn(until, quotesUntil);
  // What made somebody a prospect is no evidence any more once they have bought.
  const occurrences = book.purchasesOf(customer).length > 0 ? NONE : [...new Set([...opportunities, ...interests])];
  return new Member(customer, book, interests.length, opportunities.length, occurrences);
};

/** Everybody of whom anything is known, each once. */
const everybody = function* ({ books, occurrences }: RuleInput, previous: ReadonlyMap<string, unknown>) {
  yield* books.keys();
  for (const customer of occurrences.keys()) if (!books.has(customer)) yield customer;
  for (const customer of previous.keys()) if (!books.has(customer) && !occurrences.has(customer)) yield customer;
};

/** Whoever bought or showed interest, and whoever had a stage and is still there. */
const membersOf = function* (input: RuleInput, previous: ReadonlyMap<string, unknown>, until: Until) {
  for (const customer of everybody(input, previous)) {
    const member = memberOf(input, customer, until);
    const { purchases, interests, opportunities } = member;
    const isSeen = purchases.length + interests + opportunities > 0;
    if (isSeen || (previous.has(customer) && input.isCustomer(customer))) yield member;
  }
};

/** The stages of a customer's life (libs/decisions/src/lifecycle.ts) over the customers' books and what else happened. */
export const lifecycleRule = classification({
  looksAtOccurrences: true,
  *place(input, previous) {
    const { close, currency } = input;
    const params = paramsOf(input, readLifecycleParams);
    const counting = countingOf(input, { window: 'all', basis: 'net', reportingCurrency: currency });
    const book = new OpenBook(input.books, counting);
    const quotesUntil = dayNumber(close.date) - params.quoteDays;
    let [population, unconverted] = [0, 0];
    const members = lazily(function* () {
      // Counted anew whenever somebody goes through all of them.
      [population, unconverted] = [0, 0];
      for (const member of membersOf(input, previous, { book, quotesUntil })) {
        population++;
        unconverted += unconvertedIn(member.movements, counting);
        yield member;
      }
    });
    const { placed, gaps } = yield* lifecycleInSteps(members, { date: close.date, ...params });
    return { placed, counting, population, figures: { gaps, unconverted } };
  },
  told: ({ member: { value, occurrences }, found }) => ({ value, occurrences, figures: found }),
});
