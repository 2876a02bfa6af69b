import type { ScannedEvent } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { type CustomerProjection, evolve, handles, isToldTier, type RuleRuns, toldFacts } from '@rapport/fold';
import { type Skipped, withoutSkipped } from '../skips/skipped';
import { markOf, type ParkedNow } from '../views/changes';
import type { KeptRow } from '../views/kept-row';
import { refold } from '../views/refold';

type Row = Readonly<Record<string, unknown>>;

/** What came of folding some customers for one projection. */
export interface Folded {
  readonly rows: KeptRow[];
  readonly parked: ParkedNow[];
  /** Customers with corrections: of an event, perhaps, whose type was not read. */
  readonly corrected: string[];
}

const nothing = (): Folded => ({ rows: [], parked: [], corrected: [] });

/**
 * Folds rows of one projection of customers, one customer after the other. One whose facts come in an order that the fold cannot take
 * is folded from all of them at once.
 */
export class CustomerFold {
  /** Of the customer that is being folded. */
  #row: Row | undefined;
  #mark: string | null = null;
  #hasRecords = false;
  #isLost = false;
  #folded = nothing();

  /**
   * @param skipped what is left out
   * @param runs of the rules whose tiers the projection asks for; null where it asks for none
   */
  constructor(
    readonly projection: CustomerProjection<Row>,
    private readonly skipped: Skipped,
    private readonly runs: RuleRuns | null,
  ) {}

  /** Folds some more of a customer's facts, in the order of the log. */
  take(customer: string, facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (this.#isLost || this.#hasRecords) return;
      if (fact.channel === 'record') this.#hasRecords = true;
      else if (handles(this.projection, fact) && !this.skipped.covers(fact, customer)) this.#tell(fact, customer);
    }
  }

  #tell(fact: Fact, customer: string): void {
    if (!isToldTier(this.projection, fact)) return this.#evolve(fact);
    for (const told of toldFacts(this.projection, [fact], this.runs, customer)) this.#evolve(told);
  }

  #evolve(fact: Fact): void {
    const mark = this.projection.order === 'free' ? null : markOf(fact);
    try {
      if (mark !== null && this.#mark !== null && mark < this.#mark) this.#isLost = true;
      // Nobody else sees these rows before they are written, so they are folded in place; one that fails is thrown away.
      else this.#row = evolve(this.projection, this.#row ?? this.projection.initial(), fact, true);
      this.#mark = mark;
    } catch {
      this.#isLost = true;
    }
  }

  /** True when the customer's facts could not be folded one by one, and all of them are needed at once. */
  get isLost(): boolean {
    return this.#isLost && !this.#hasRecords;
  }

  /** The customer has no further facts. @param facts all of them, if any fold is lost */
  settle(customer: string, facts: readonly Fact[]): void {
    if (this.#hasRecords || (this.#isLost && facts.some(({ channel }) => channel === 'record')))
      this.#folded.corrected.push(customer);
    else if (this.#isLost) this.keep(customer, facts);
    else if (this.#row) this.#folded.rows.push({ key: customer, row: this.#row, foldedTo: this.#mark });
    this.#row = undefined;
    this.#mark = null;
    this.#isLost = this.#hasRecords = false;
  }

  /** Folds a customer from all of its facts at once. */
  keep(customer: string, facts: readonly Fact[]): void {
    const { kept, parked } = refold(this.projection, customer, withoutSkipped(facts, this.skipped, customer), this.runs); // prettier-ignore
    if (kept) this.#folded.rows.push(kept);
    if (parked) this.#folded.parked.push(parked);
  }

  /** Rows that are ready. */
  get ready(): number {
    return this.#folded.rows.length;
  }

  /** What came of it since it was asked last. */
  taken(): Folded {
    const folded = this.#folded;
    this.#folded = nothing();
    return folded;
  }
}

/** Events of a customer that are parsed before they are folded. */
const SOME = 64;

/** Folds all events of a customer with each of some folds; an event is parsed once. Tells after some of them each how many they were. */
export const foldCustomer = function* (
  customer: string,
  events: readonly ScannedEvent[],
  folds: readonly CustomerFold[],
): Generator<number> {
  for (let at = 0; at < events.length; at += SOME) {
    const facts = events.slice(at, at + SOME).map(decodeEvent);
    // One projection after the other: in turns, each event would fetch the rows and the code of every one of them anew.
    for (const fold of folds) fold.take(customer, facts);
    yield facts.length;
  }
  const facts = folds.some((fold) => fold.isLost) ? events.map(decodeEvent) : [];
  for (const fold of folds) fold.settle(customer, facts);
};
