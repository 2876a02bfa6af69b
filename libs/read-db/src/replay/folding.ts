import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { type CustomerProjection, evolve, handles, isToldTier, type RuleRuns, toldFacts } from '@rapport/fold';
import { runAll } from '@rapport/postgres';
import type { Checkpoint } from '../checkpoint';
import { sliceOf } from '../slices';
import { loadSkipped, type Skipped, withoutSkipped } from '../skips/skipped';
import { markOf } from '../views/changes';
import type { KeptRow } from '../views/kept-row';
import { parking } from '../views/parking';
import { History, refold, REFOLD_MAX } from '../views/refold';
import { runsUpTo } from '../views/runs-known';
import type { RowSink } from './row-sink';
import { sizeOf } from './size';

type Row = Readonly<Record<string, unknown>>;
/** A row under way. */
interface State {
  row: Row;
  mark: string | null;
}

/** What the rows of one projection are folded with. */
export interface FoldingParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'find'>;
  readonly shadow: RowSink;
  /** Everything up to here is built; identity has come as far. */
  readonly to: Checkpoint & { readonly eventId: string };
}

/**
 * The rows of one projection of customers under way. Those with corrections, or whose facts come in an order that the
 * fold cannot take, are folded from their streams at the end, as live does it.
 */
export class Folding {
  readonly #states = new Map<string, State>();
  /** Customers to be folded from their streams. */
  readonly #anew = new Set<string>();
  readonly #projection: CustomerProjection<Row>;
  #skipped: Skipped | undefined;
  #runs: RuleRuns | null = null;
  #ready: KeptRow[] = [];
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

  /** Folds a fact of a customer, whose facts come in the order of the log. */
  take(fact: Fact, customer: string): void {
    if (this.#anew.size > 0 && this.#anew.has(customer)) return;
    if (fact.channel === 'record' || this.#skipped!.covers(fact, customer)) return this.#refoldLater(customer);
    if (!handles(this.#projection, fact)) return;
    if (!isToldTier(this.#projection, fact)) return this.#evolve(fact, customer);
    for (const told of toldFacts(this.#projection, [fact], this.#runs, customer)) this.#evolve(told, customer);
  }

  #evolve(fact: Fact, customer: string): void {
    const state = this.#states.get(customer);
    const mark = this.#projection.order === 'free' ? null : markOf(fact);
    if (mark !== null && state?.mark && mark < state.mark) return this.#refoldLater(customer);
    try {
      // Nobody else sees these rows before they are written, so they are folded in place; one that fails is thrown away.
      const row = evolve(this.#projection, state?.row ?? this.#projection.initial(), fact, true);
      if (!state) this.#states.set(customer, { row, mark });
      else {
        state.row = row;
        state.mark = mark;
      }
    } catch {
      this.#refoldLater(customer);
    }
  }

  #refoldLater(customer: string): void {
    this.#anew.add(customer);
    this.#states.delete(customer);
  }

  /** About how much memory its rows take. */
  get octets(): number {
    return sizeOf(this.#states);
  }

  /** Leaves the customers of the slices above to another reading. */
  leaveAbove(hi: number): void {
    for (const customer of this.#states.keys()) if (sliceOf(customer) > hi) this.#states.delete(customer);
    for (const customer of this.#anew) if (sliceOf(customer) > hi) this.#anew.delete(customer);
  }

  /** A customer has no further facts: its row can be written. True when there are so many that they should be. */
  ready(customer: string): boolean {
    const state = this.#states.get(customer);
    if (state) {
      this.#ready.push({ key: customer, row: state.row, foldedTo: state.mark });
      this.#states.delete(customer);
    }
    return this.#ready.length >= REFOLD_MAX;
  }

  /** Hands on the rows that are ready. */
  async flush(): Promise<void> {
    const rows = this.#ready;
    this.#ready = [];
    await this.#fill(rows);
  }

  async #fill(rows: readonly KeptRow[]): Promise<void> {
    if (rows.length > 0) await this.parts.shadow.fill(rows, this.parts.to);
    this.written += rows.length;
  }

  /** Nobody has further facts: all rows are written when it returns. @param step after some of them each */
  async end(step: () => Promise<void>): Promise<void> {
    for (const customer of this.#states.keys()) {
      if (!this.ready(customer)) continue;
      await this.flush();
      await step();
    }
    await this.flush();
    const customers = [...this.#anew];
    this.#anew.clear();
    for (let at = 0; at < customers.length; at += REFOLD_MAX) {
      await this.#fill(await this.#refolded(customers.slice(at, at + REFOLD_MAX)));
      await step();
    }
    await this.parts.shadow.written();
    await step();
  }

  async #refolded(customers: readonly string[]): Promise<readonly KeptRow[]> {
    const { pool, store, to, shadow } = this.parts;
    const facts = await new History(pool, store, to.position).of(customers);
    const refolded = [...facts].map(([customer, own]) =>
      refold(this.#projection, customer, withoutSkipped(own, this.#skipped!, customer), this.#runs),
    );
    const parked = refolded.flatMap((one) => one.parked ?? []);
    await runAll(pool, parking(shadow.projection, parked, []));
    return refolded.flatMap(({ kept }) => kept ?? []);
  }

  /** Forgets everything: nobody waits for it any more. */
  drop(): void {
    this.#states.clear();
    this.#anew.clear();
    this.#ready = [];
  }
}
