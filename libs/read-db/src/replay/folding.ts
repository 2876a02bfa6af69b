import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { type CustomerProjection, evolve, handles, isToldTier, type RuleRuns, toldFacts } from '@rapport/fold';
import { runAll } from '@rapport/postgres';
import type { Checkpoint } from '../checkpoint';
import { loadSkipped, type Skipped, withoutSkipped } from '../skips/skipped';
import { markOf, type ParkedNow } from '../views/changes';
import type { KeptRow } from '../views/kept-row';
import { parking } from '../views/parking';
import { History, refold, REFOLD_MAX } from '../views/refold';
import { runsUpTo } from '../views/runs-known';
import type { RowSink } from './row-sink';

type Row = Readonly<Record<string, unknown>>;

/** What the rows of one projection are folded with. */
export interface FoldingParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'find'>;
  readonly shadow: RowSink;
  /** Everything up to here is built; identity has come as far. */
  readonly to: Checkpoint & { readonly eventId: string };
}

/**
 * Folds the rows of one projection of customers, one customer after the other. One whose facts come in an order that the fold cannot take
 * is folded from all of them at once; one with corrections from its streams at the end, as live does it: a correction may be of
 * an event whose type was not read.
 */
export class Folding {
  readonly #projection: CustomerProjection<Row>;
  #skipped: Skipped | undefined;
  #runs: RuleRuns | null = null;
  /** Of the customer that is being folded. */
  #row: Row | undefined;
  #mark: string | null = null;
  #hasRecords = false;
  #isLost = false;
  readonly #corrected: string[] = [];
  #ready: KeptRow[] = [];
  #parked: ParkedNow[] = [];
  /** Rows that were handed on to be written. */
  written = 0;

  constructor(private readonly parts: FoldingParts) {
    this.#projection = parts.shadow.projection as CustomerProjection<Row>;
  }

  get projection(): CustomerProjection<Row> {
    return this.#projection;
  }

  /** Learns what a reading of the log needs to know. */
  async begin(): Promise<void> {
    const { pool, store, to } = this.parts;
    this.#skipped = await loadSkipped(pool, this.#projection);
    this.#runs = await runsUpTo(store, this.#projection, to.position);
  }

  /** Folds some more of a customer's facts, in the order of the log. */
  take(customer: string, facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (this.#isLost || this.#hasRecords) return;
      if (fact.channel === 'record') this.#hasRecords = true;
      else if (handles(this.#projection, fact) && !this.#skipped!.covers(fact, customer)) this.#tell(fact, customer);
    }
  }

  #tell(fact: Fact, customer: string): void {
    if (!isToldTier(this.#projection, fact)) return this.#evolve(fact);
    for (const told of toldFacts(this.#projection, [fact], this.#runs, customer)) this.#evolve(told);
  }

  #evolve(fact: Fact): void {
    const mark = this.#projection.order === 'free' ? null : markOf(fact);
    try {
      if (mark !== null && this.#mark !== null && mark < this.#mark) this.#isLost = true;
      // Nobody else sees these rows before they are written, so they are folded in place; one that fails is thrown away.
      else this.#row = evolve(this.#projection, this.#row ?? this.#projection.initial(), fact, true);
      this.#mark = mark;
    } catch {
      this.#isLost = true;
    }
  }

  /** True when the customer's facts could not be folded one by one, and all of them are needed at once. */
  get isLost(): boolean {
    return this.#isLost && !this.#hasRecords;
  }

  /** The customer has no further facts. @param facts all of them, if any folding is lost */
  settle(customer: string, facts: readonly Fact[]): void {
    if (this.#hasRecords || (this.#isLost && facts.some(({ channel }) => channel === 'record')))
      this.#corrected.push(customer);
    else if (this.#isLost) this.#keep(customer, facts);
    else if (this.#row) this.#ready.push({ key: customer, row: this.#row, foldedTo: this.#mark });
    this.#row = undefined;
    this.#mark = null;
    this.#isLost = this.#hasRecords = false;
  }

  #keep(customer: string, facts: readonly Fact[]): void {
    const { kept, parked } = refold(this.#projection, customer, withoutSkipped(facts, this.#skipped!, customer), this.#runs); // prettier-ignore
    if (kept) this.#ready.push(kept);
    if (parked) this.#parked.push(parked);
  }

  /** So many rows are ready that they should be handed on. */
  get isFull(): boolean {
    return this.#ready.length >= REFOLD_MAX;
  }

  /** Hands on the rows that are ready. */
  async flush(): Promise<void> {
    const [rows, parked] = [this.#ready, this.#parked];
    this.#ready = [];
    this.#parked = [];
    await runAll(this.parts.pool, parking(this.parts.shadow.projection, parked, []));
    if (rows.length > 0) await this.parts.shadow.fill(rows, this.parts.to);
    this.written += rows.length;
  }

  /** Nobody has further facts: all rows are written when it returns. @param step after some of them each */
  async end(step: () => Promise<void>): Promise<void> {
    const { pool, store, to } = this.parts;
    for (let at = 0; at < this.#corrected.length; at += REFOLD_MAX) {
      const some = this.#corrected.slice(at, at + REFOLD_MAX);
      for (const [customer, facts] of await new History(pool, store, to.position).of(some)) this.#keep(customer, facts);
      await this.flush();
      await step();
    }
    await this.flush();
    await this.parts.shadow.written();
    await step();
  }

  /** Forgets everything: nobody waits for it any more. */
  drop(): void {
    this.#row = undefined;
    this.#ready = [];
    this.#parked = [];
    this.#corrected.length = 0;
  }
}
