import type { Pool } from 'pg';
import type { EventStore, ScannedEvent } from '@rapport/event-store';
import { customerStream, decisionStream, decodeEvent } from '@rapport/events';
import type { Checkpoint } from '../checkpoint';
import { SLICES, within, type SliceRange } from '../slices';
import { type Crew, rowsOf } from './crew';
import { customersAsOf } from './customers-as-of';
import { eitherOf, typesOf } from './filter';
import type { Folding } from './folding';
import { LaidBy } from './laid-by';
import { Turns } from './pace';
import { readLog } from './read-log';

/** What reading the log works with. */
export interface PassParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'scan' | 'find'>;
  /** Everything up to here is built; identity has come as far. */
  readonly to: Checkpoint & { readonly eventId: string };
  /** Octets that events and rows of all members may take in memory. */
  readonly memory: number;
  readonly signal: AbortSignal;
}

/** Events between two looks at the size of what is in memory. */
const WEIGH_EVERY = 20_000;
/** Of the memory, what events laid by may take. */
const LAID_BY_SHARE = 0.25;
/** Streams that are named by whose events they hold. */
const OWNED = [customerStream(''), decisionStream('')];
/** Events after which the clock is looked at: that takes longer than some events do. */
const LOOK_AFTER = 16;
/** Events of a customer that are parsed before they are folded. */
const SOME = 64;

/** Whose events a stream holds; null = its name does not say. */
const ownerOf = (stream: string): string | null => {
  for (const prefix of OWNED) if (stream.startsWith(prefix)) return stream.slice(prefix.length);
  return null;
};

/** One reading of the log for a range of slices. An event is parsed once, whoever has a use for it. */
export class Pass {
  readonly #laidBy: LaidBy;
  readonly #turns = new Turns();
  #worked = 0;
  events = 0;

  constructor(
    private readonly parts: PassParts,
    private readonly crew: Crew,
    public range: SliceRange,
  ) {
    this.#laidBy = new LaidBy(parts.memory * LAID_BY_SHARE);
  }

  async read(eventsBefore: number): Promise<void> {
    const { pool, store, to, signal, memory } = this.parts;
    const customerOf = await customersAsOf(pool, to.position, this.range);
    await this.crew.each((folding) => folding.begin());
    let weighedAt = 0;
    const types = this.crew.foldings.map(({ projection }) => typesOf(projection)).reduce(eitherOf);
    for await (const { events, count, upTo } of readLog(store, { after: '', to: to.position, types }, signal)) {
      const step = async (): Promise<void> => {
        const more = this.range.hi < SLICES - 1 ? 2 : 1;
        const total = eventsBefore + more * Number(to.position.slice(-19));
        await this.crew.step({ position: upTo, events: eventsBefore + this.folded, total });
      };
      for (const event of events) {
        this.#layBy(event, customerOf);
        if (++this.#worked >= LOOK_AFTER && this.#isTurnOver()) await this.#turns.next();
      }
      this.events += count;
      const { isFull } = this.#laidBy;
      if (isFull) for (const [customer, own] of this.#laidBy.taken()) await this.#fold(customer, own, step);
      if (isFull || this.events - weighedAt > WEIGH_EVERY) {
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
    if (fact) for (const folding of this.crew.foldings) folding.take(fact, customer);
    else this.#laidBy.add(customer, event);
  }

  async #fold(customer: string, events: readonly ScannedEvent[], step: () => Promise<void>): Promise<void> {
    // Its slice may have been left to another reading since.
    if (!this.#holds(customer)) return;
    for (let at = 0; at < events.length; at += SOME) {
      const facts = events.slice(at, at + SOME).map(decodeEvent);
      // One projection after the other: in turns, each event would fetch the rows and the code of every one of them anew.
      for (const folding of this.crew.foldings) for (const fact of facts) folding.take(fact, customer);
      this.#worked += facts.length;
      if (this.#worked < LOOK_AFTER || !this.#isTurnOver()) continue;
      await this.#turns.next();
      await step();
    }
  }

  #isTurnOver(): boolean {
    this.#worked = 0;
    return this.#turns.over;
  }

  #holds(customer: string): boolean {
    return this.range.hi - this.range.lo === SLICES - 1 || within(this.range, customer);
  }

  /** Leaves slices to a later pass until the rest fits. */
  #shed(memory: number): void {
    const octets = (): number => this.crew.foldings.reduce((sum, folding) => sum + folding.octets, 0);
    while (this.range.hi > this.range.lo && octets() > memory) {
      this.range = { lo: this.range.lo, hi: (this.range.lo + this.range.hi) >> 1 };
      for (const folding of this.crew.foldings) folding.leaveAbove(this.range.hi);
    }
  }

  async write(eventsBefore: number): Promise<void> {
    const advance = () => ({ position: this.parts.to.position, events: eventsBefore + this.folded });
    const step = (): Promise<void> => this.crew.step(advance());
    // The last of their events are folded here, and their rows written while they are at hand.
    for (const [customer, events] of this.#laidBy.taken()) {
      await this.#fold(customer, events, step);
      const full: Folding[] = this.crew.foldings.filter((folding) => folding.ready(customer));
      if (full.length === 0) continue;
      await this.crew.each((folding) => (full.includes(folding) ? folding.flush() : Promise.resolve()));
      await step();
    }
    const isLast = this.range.hi === SLICES - 1;
    await this.crew.each(async (folding, { pace, ended }) => {
      await folding.end(() => pace.step({ ...advance(), ...rowsOf(folding) }));
      if (!isLast) return;
      this.crew.leave(folding);
      ended(folding.written);
    });
  }
}
