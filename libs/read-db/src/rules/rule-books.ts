import { dayNumber, type EngagedDay } from '@rapport/decisions';
import { type Fact, localDays } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { PLAN_FREELY } from '../keyed-url';
import { resolve } from '../membership';
import type { Movement } from './book';
import { Books, ENGAGEMENTS, OCCURRENCES, SALES } from './books';
import type { EngagementRow } from './engagement';
import { generalCosts } from './general-costs';
import { Rates, RATES, type Rate } from './money';
import { objectors, without } from './objections';
import type { Occurrence, OccurrenceRow } from './occurrences';
import { Roll } from './roll';
import type { RuleInput, RuleKind } from './rule';
import type { SaleRow } from './sale-rows';
import type { RuleChanges } from './write-sales';

/** Which run a rule looks at the books for. */
export interface Looking extends Pick<RuleInput, 'version' | 'close' | 'run'> {
  /** Customers who had a standing at the close before. */
  readonly known: Iterable<string>;
  readonly kind: RuleKind<unknown>;
}

/** What rules look at: the customers' books, kept in memory from close to close, and what else stands in the tables. */
export class RuleBooks {
  readonly #sales: Books<SaleRow, Movement>;
  readonly #occurrences: Books<OccurrenceRow, Occurrence>;
  readonly #engaged: Books<EngagementRow, EngagedDay>;

  constructor(
    zone: string,
    private readonly currency: string,
    roll = new Roll(),
  ) {
    const dayOf = localDays(zone);
    const dayNumberOf = (at: number): number => dayNumber(dayOf(at));
    this.#sales = new Books(SALES, dayNumberOf, roll);
    this.#occurrences = new Books(OCCURRENCES, dayNumberOf);
    this.#engaged = new Books(ENGAGEMENTS, dayNumberOf);
  }

  /** A batch has changed the tables. */
  touch({ sales, occurrences, engagements, replaced }: RuleChanges, facts: readonly Fact[]): void {
    this.#sales.touch(sales.map(({ handle }) => handle));
    this.#occurrences.touch(occurrences.map(({ handle }) => handle));
    this.#engaged.touch(engagements.map(({ handle }) => handle));
    if (replaced.length === 0) return;
    const recorded = facts.filter(({ channel }) => channel === 'record').map(({ handle }) => handle);
    this.#sales.touch(recorded);
    this.#occurrences.touch(recorded);
    this.#engaged.touch(recorded);
  }

  /** All that a rule may look at, with customers as they were at the close; within a transaction, whose planner is set free. */
  async input(sql: Sql, { version, close, run, known, kind }: Looking): Promise<RuleInput> {
    await sql.query(PLAN_FREELY);
    const objected = await objectors(sql, close.position);
    const books = without(await this.#sales.asOf(sql, close.position), objected);
    const occurrences = kind.looksAtOccurrences
      ? without(await this.#occurrences.asOf(sql, close.position), objected)
      : new Map();
    const engaged = kind.looksAtEngagement
      ? without(await this.#engaged.asOf(sql, close.position), objected)
      : new Map<string, readonly EngagedDay[]>();
    const rates = new Rates((await sql.query<Rate>(RATES)).rows);
    const costs = kind.looksAtCosts ? await generalCosts(sql) : [];
    const gone: string[] = [];
    for (const customer of known) if (!books.has(customer)) gone.push(customer);
    const now = gone.length === 0 ? new Map() : await resolve(sql, gone, close.position);
    const isCustomer = (id: string): boolean => books.has(id) || (!objected.has(id) && now.get(id) === id);
    return {
      version,
      run,
      close,
      books,
      occurrences,
      engaged,
      objected,
      rates,
      generalCosts: costs,
      currency: this.currency,
      isCustomer,
    };
  }
}
