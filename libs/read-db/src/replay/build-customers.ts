import type { Pool } from 'pg';
import type { EventStore, ScannedEvent } from '@rapport/event-store';
import { customerStream, decisionStream, decodeEvent, type Fact } from '@rapport/events';
import { evolve, handles, isToldTier, type CustomerProjection, type RuleRuns, toldFacts } from '@rapport/fold';
import { runAll } from '@rapport/postgres';
import type { Checkpoint } from '../checkpoint';
import { ALL_SLICES, sliceOf, SLICES, within, type SliceRange } from '../slices';
import { loadSkipped, type Skipped, withoutSkipped } from '../skips/skipped';
import { markOf } from '../views/changes';
import { parking } from '../views/parking';
import { History, refold, REFOLD_MAX } from '../views/refold';
import { runsUpTo } from '../views/runs-known';
import type { KeptRow } from '../views/kept-row';
import { customersAsOf } from './customers-as-of';
import { typesOf } from './filter';
import { LaidBy } from './laid-by';
import { type Pace, Turns } from './pace';
import { readLog } from './read-log';
import type { RowSink } from './row-sink';
import { sizeOf } from './size';

type Row = Readonly<Record<string, unknown>>;
/** A row under way. */
interface State {
  row: Row;
  mark: string | null;
}

/** What a rebuild works with. */
export interface BuildParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'scan' | 'follow' | 'find'>;
  readonly shadow: RowSink;
  /** Everything up to here is built; identity has come as far. */
  readonly to: Checkpoint & { readonly eventId: string };
  /** Octets that rows under way may take in memory. */
  readonly memory: number;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** Events between two looks at the size of what is in memory. */
const WEIGH_EVERY = 20_000;
/** Of the memory, what events laid by may take. */
const LAID_BY_SHARE = 0.25;
/** Streams that are named by whose events they hold. */
const OWNED = [customerStream(''), decisionStream('')];
/** Bits of the number of events at which the clock is not looked at: it takes longer than some events do. */
const LOOK_AT = 15;

/**
 * Builds the rows of a customer projection: reads the whole log once, with everybody's customer as of the end, and folds
 * in memory, many events at a time, customer by customer. Customers with corrections, or whose facts come in an order that the
 * fold cannot take, are folded from their streams afterwards, as live does it. When the rows grow beyond the memory they may
 * take, the upper half of the slices is left to a further reading of the log.
 */
export const buildCustomers = async (parts: BuildParts): Promise<number> => {
  let rows = 0;
  let events = 0;
  for (let lo = 0; lo < SLICES;) {
    const pass = new Pass(parts, { lo, hi: ALL_SLICES.hi });
    await pass.read(events);
    rows += await pass.write(events, rows);
    lo = pass.range.hi + 1;
    events += pass.events;
  }
  return rows;
};

/** Whose events a stream holds; null = its name does not say. */
const ownerOf = (stream: string): string | null => {
  for (const prefix of OWNED) if (stream.startsWith(prefix)) return stream.slice(prefix.length);
  return null;
};

/** One reading of the log for a range of slices. */
class Pass {
  readonly #states = new Map<string, State>();
  /** Customers to be folded from their streams. */
  readonly #anew = new Set<string>();
  readonly #projection: CustomerProjection<Row>;
  readonly #laidBy: LaidBy;
  readonly #turns = new Turns();
  #skipped: Skipped | undefined;
  #runs: RuleRuns | null = null;
  #worked = 0;
  events = 0;

  constructor(
    private readonly parts: BuildParts,
    public range: SliceRange,
  ) {
    this.#projection = parts.shadow.projection as CustomerProjection<Row>;
    this.#laidBy = new LaidBy(parts.memory * LAID_BY_SHARE);
  }

  async read(eventsBefore: number): Promise<void> {
    const { pool, store, to, pace, signal, memory } = this.parts;
    const customerOf = await customersAsOf(pool, to.position, this.range);
    this.#skipped = await loadSkipped(pool, this.#projection);
    this.#runs = await runsUpTo(store, this.#projection, to.position);
    let weighedAt = 0;
    const part = { after: '', to: to.position, types: typesOf(this.#projection) };
    for await (const { events, count, upTo } of readLog(store, part, signal)) {
      const step = async (): Promise<void> => {
        const more = this.range.hi < SLICES - 1 ? 2 : 1;
        const total = eventsBefore + more * Number(to.position.slice(-19));
        await pace.step({ position: upTo, events: eventsBefore + this.folded, total });
      };
      for (const event of events) {
        this.#layBy(event, customerOf);
        if (this.#isTurnOver()) await this.#turns.next();
      }
      this.events += count;
      if (this.#laidBy.isFull)
        for (const [customer, own] of this.#laidBy.taken()) await this.#fold(customer, own, step);
      if (this.events - weighedAt > WEIGH_EVERY) {
        weighedAt = this.events;
        this.#shed(memory * (1 - LAID_BY_SHARE));
      }
      await step();
    }
  }

  /** Events of the log that were read and are not laid by. */
  get folded(): number {
    return this.events - this.#laidBy.count;
  }

  #layBy(event: ScannedEvent, customerOf: (handle: string) => string): void {
    const owner = ownerOf(event.stream);
    const fact = owner === null ? decodeEvent(event) : null;
    const customer = customerOf(owner ?? fact!.handle);
    if (!this.#holds(customer)) return;
    if (fact) this.#take(fact, customer);
    else this.#laidBy.add(customer, event);
  }

  async #fold(customer: string, events: readonly ScannedEvent[], step: () => Promise<void>): Promise<void> {
    // Its slice may have been left to another reading since.
    if (!this.#holds(customer)) return;
    for (const event of events) {
      this.#take(decodeEvent(event), customer);
      if (!this.#isTurnOver()) continue;
      await this.#turns.next();
      await step();
    }
  }

  #isTurnOver(): boolean {
    return (++this.#worked & LOOK_AT) === 0 && this.#turns.over;
  }

  #take(fact: Fact, customer: string): void {
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

  #holds(customer: string): boolean {
    return this.range.hi - this.range.lo === SLICES - 1 || within(this.range, customer);
  }

  #refoldLater(customer: string): void {
    this.#anew.add(customer);
    this.#states.delete(customer);
  }

  /** Leaves slices to a later pass until the rest fits. */
  #shed(memory: number): void {
    while (this.range.hi > this.range.lo && sizeOf(this.#states) > memory) {
      this.range = { lo: this.range.lo, hi: (this.range.lo + this.range.hi) >> 1 };
      for (const customer of this.#states.keys()) if (sliceOf(customer) > this.range.hi) this.#states.delete(customer);
      for (const customer of this.#anew) if (sliceOf(customer) > this.range.hi) this.#anew.delete(customer);
    }
  }

  async write(eventsBefore: number, rowsBefore: number): Promise<number> {
    const { shadow, to, pace } = this.parts;
    let written = 0;
    const flush = async (rows: readonly KeptRow[]): Promise<void> => {
      await shadow.fill(rows, to);
      written += rows.length;
      await pace.step({ position: to.position, events: eventsBefore + this.folded, rows: rowsBefore + written });
    };
    const some: KeptRow[] = [];
    const ready = async (key: string): Promise<void> => {
      const state = this.#states.get(key);
      if (!state) return;
      some.push({ key, row: state.row, foldedTo: state.mark });
      this.#states.delete(key);
      if (some.length >= REFOLD_MAX) await flush(some.splice(0));
    };
    // The last of their events are folded here, and their rows written while they are at hand.
    for (const [customer, events] of this.#laidBy.taken()) {
      await this.#fold(customer, events, () => flush([]));
      await ready(customer);
    }
    for (const key of this.#states.keys()) await ready(key);
    await flush(some);
    const customers = [...this.#anew];
    for (let at = 0; at < customers.length; at += REFOLD_MAX) {
      await flush(await this.#refolded(customers.slice(at, at + REFOLD_MAX)));
    }
    await shadow.written();
    return written;
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
}
