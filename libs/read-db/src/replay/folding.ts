import type { Pool } from 'pg';
import type { EventStore } from '@rapport/event-store';
import type { CustomerProjection } from '@rapport/fold';
import { runAll } from '@rapport/postgres';
import type { Checkpoint } from '../checkpoint';
import { loadSkipped } from '../skips/skipped';
import type { ParkedNow } from '../views/changes';
import { parking } from '../views/parking';
import { History, REFOLD_MAX } from '../views/refold';
import { runsUpTo } from '../views/runs-known';
import { CustomerFold } from './customer-fold';
import type { LinesOf, RowSink } from './row-sink';

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
 * The rows of one projection of customers on their way into its table. Customers with corrections are folded from their streams at the end,
 * as live does it.
 */
export class Folding {
  readonly projection: CustomerProjection<Row>;
  #fold: CustomerFold | undefined;
  #isPlain = false;
  readonly #corrected: string[] = [];
  /** Rows that were handed on to be written. */
  written = 0;

  constructor(private readonly parts: FoldingParts) {
    this.projection = parts.shadow.projection as CustomerProjection<Row>;
  }

  /** Learns what a reading of the log needs to know. */
  async begin(): Promise<void> {
    const { pool, store, to } = this.parts;
    const skipped = await loadSkipped(pool, this.projection);
    const runs = await runsUpTo(store, this.projection, to.position);
    this.#fold = new CustomerFold(this.projection, skipped, runs);
    this.#isPlain = runs === null && !skipped.any;
  }

  /** Folds the customers; `begin` comes before it. */
  get fold(): CustomerFold {
    return this.#fold!;
  }

  /** Where lines made elsewhere go; undefined when rows can only be folded here. */
  get lines(): RowSink['lines'] {
    return this.#isPlain ? this.parts.shadow.lines : undefined;
  }

  /** Takes rows that were folded elsewhere. */
  async take(lines: LinesOf, parked: readonly ParkedNow[], corrected: readonly string[]): Promise<void> {
    this.#corrected.push(...corrected);
    await this.#park(parked);
    if (lines.keys.length > 0) await this.parts.shadow.lines!.fill(lines, this.parts.to);
    this.written += lines.keys.length;
  }

  /** So many rows are ready that they should be handed on. */
  get isFull(): boolean {
    return this.fold.ready >= REFOLD_MAX;
  }

  /** Hands on the rows that are ready. */
  async flush(): Promise<void> {
    const { rows, parked, corrected } = this.fold.taken();
    this.#corrected.push(...corrected);
    await this.#park(parked);
    if (rows.length > 0) await this.parts.shadow.fill(rows, this.parts.to);
    this.written += rows.length;
  }

  #park(parked: readonly ParkedNow[]): Promise<void> {
    return runAll(this.parts.pool, parking(this.projection, parked, []));
  }

  /** Nobody has further facts: all rows are written when it returns. @param step after some of them each */
  async end(step: () => Promise<void>): Promise<void> {
    await this.flush();
    const { pool, store, to } = this.parts;
    for (let at = 0; at < this.#corrected.length; at += REFOLD_MAX) {
      const some = this.#corrected.slice(at, at + REFOLD_MAX);
      for (const [customer, facts] of await new History(pool, store, to.position).of(some)) this.fold.keep(customer, facts); // prettier-ignore
      await this.flush();
      await step();
    }
    await this.parts.shadow.written();
    await step();
  }

  /** Forgets everything: nobody waits for it any more. */
  drop(): void {
    this.#fold?.taken();
    this.#corrected.length = 0;
  }
}
