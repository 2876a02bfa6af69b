import { ordinalOf, type StoredEvent } from '@rapport/event-store';
import type { Anchor } from '../anchor';
import { nextLink, type Entry } from '../link';
import type { Complain } from './check-anchor';
import type { Mark } from './marks';
import type { EventReader } from './read-events';

/** A point up to which something is proven. */
export interface Point {
  readonly number: number;
  readonly count: number;
  readonly link: string;
  readonly position: string | null;
}

/** The first place where store and evidence differ. */
export interface Difference {
  /** Which event of the log, from 1. */
  readonly index: number;
  /** Undefined where the store has ended. */
  readonly event: StoredEvent | undefined;
  readonly entry: Entry;
}

/**
 * Where the walk ended.
 * - `done`: everything that anchors speak of is as it was;
 * - `differs`: the evidence is proven by the anchor, and differs from the store here;
 * - `unclear`: neither gives the anchor's link; what is wrong lies between the two points;
 * - `moved`: the events are as they were, but stand at other positions.
 */
export type WalkEnd =
  | { readonly is: 'done' }
  | { readonly is: 'differs'; readonly mark: Anchor; readonly difference: Difference }
  | {
      readonly is: 'unclear';
      readonly mark: Anchor;
      readonly from: Point;
      /** How many events there were to compare, and the last of them. */
      readonly count: number;
      readonly last: StoredEvent | undefined;
    }
  | {
      readonly is: 'moved';
      readonly mark: Anchor;
      readonly from: Point;
      readonly last: StoredEvent;
      /** The first that stands elsewhere than the evidence says; undefined = the evidence says nothing. */
      readonly event: StoredEvent | undefined;
    };

/** Events since some point: how many, and when the first of them was recorded. */
export interface Tail {
  readonly events: number;
  readonly since: string | null;
}

const NO_TAIL: Tail = { events: 0, since: null };

/**
 * Reads the log once, beside the marks in their order. At each anchor that can be trusted, the store's events and the
 * evidence must both give its link. Only the events between two such anchors are remembered.
 */
export class Walk {
  last: StoredEvent | undefined;
  /** What no exported anchor covers, and what no anchor at all covers. */
  notExported: Tail = NO_TAIL;
  notAnchored: Tail = NO_TAIL;
  #count: number;
  #link: string;
  /** The evidence: how far it goes, and the entries that are still to be compared. */
  #told: { count: number; link: string; entries: Entry[]; first: number };
  #difference: Difference | undefined;
  #moved: Difference | undefined;
  /** Proven by an exported anchor; by any. */
  #exported: Point;
  #anchored: Point;

  constructor(
    private readonly reader: EventReader,
    start: Point,
    private readonly complain: Complain,
  ) {
    this.#count = start.count;
    this.#link = start.link;
    this.#told = { count: start.count, link: start.link, entries: [], first: start.count + 1 };
    this.#exported = start;
    this.#anchored = start;
  }

  /** The last anchors whose links store events gave: of the exported ones, and of all. */
  get provenBy(): { readonly exported: number; readonly any: number } {
    return { exported: this.#exported.number, any: this.#anchored.number };
  }

  get count(): number {
    return this.#count;
  }

  /** Entries that the store has not reached. */
  get untold(): readonly Entry[] {
    return this.#told.entries.slice(Math.max(0, this.#count + 1 - this.#told.first));
  }

  async through(marks: AsyncIterable<Mark>): Promise<WalkEnd> {
    for await (const { anchor, isExported, entries } of marks) {
      this.#hear(entries ?? []);
      if (anchor === null) continue;
      await this.#read(anchor.count);
      const end = this.#compare(anchor, isExported);
      if (end) return end;
    }
    return { is: 'done' };
  }

  /** Reads what is left of the log; no anchor speaks of it. */
  async rest(): Promise<void> {
    await this.#read(Number.POSITIVE_INFINITY);
  }

  #hear(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#told.link = nextLink(this.#told.link, entry);
      this.#told.entries.push(entry);
    }
    this.#told.count += entries.length;
  }

  async #read(count: number): Promise<void> {
    const { reader } = this;
    while (this.#count < count) {
      if (!reader.ready() && !(await reader.more())) return;
      const { event, entry } = reader.take();
      this.#count++;
      this.#link = nextLink(this.#link, entry);
      this.last = event;
      this.notExported = longer(this.notExported, event);
      this.notAnchored = longer(this.notAnchored, event);
      const told = this.#told.entries[this.#count - this.#told.first];
      if (!told) continue;
      if (told.head !== entry.head || told.body !== entry.body)
        this.#difference ??= { index: this.#count, event, entry: told };
      else if (told.ordinal !== entry.ordinal) this.#moved ??= { index: this.#count, event, entry: told };
    }
  }

  #compare(mark: Anchor, isExported: boolean): WalkEnd | undefined {
    const isTold = this.#told.count === mark.count && this.#told.link === mark.link;
    const isThere = this.#count === mark.count && this.#link === mark.link;
    const from = isExported ? this.#exported : this.#anchored;
    if (!isThere && !isTold) {
      return { is: 'unclear', mark, from, count: this.#count, last: this.last };
    }
    if (!isThere) {
      const missing = { index: this.#count + 1, event: undefined, entry: this.untold[0]! };
      return { is: 'differs', mark, difference: this.#difference ?? missing };
    }
    if (ordinalOf(this.last!.position) !== ordinalOf(mark.position))
      return { is: 'moved', mark, from, last: this.last!, event: this.#moved?.event };
    if (!isTold && this.#told.entries.length > 0) this.complain(this.#falseEvidence(mark));
    else if (this.#moved) this.complain(`the evidence for anchor ${mark.number} names other positions than the store`);
    this.#prove(mark, isExported);
    return undefined;
  }

  #falseEvidence({ number }: Anchor): string {
    const { entry } = this.#difference ?? {};
    const where = entry ? `: it differs first at ${entry.head}` : '';
    return `the database's evidence does not give the link of anchor ${number}, the store's events do${where}`;
  }

  #prove({ number, count, link, position }: Anchor, isExported: boolean): void {
    this.#told = { count, link, entries: [], first: count + 1 };
    this.#difference = undefined;
    this.#moved = undefined;
    this.#anchored = { number, count, link, position: this.last?.position ?? position };
    this.notAnchored = NO_TAIL;
    if (!isExported) return;
    this.#exported = this.#anchored;
    this.notExported = NO_TAIL;
  }
}

const longer = ({ events, since }: Tail, { recordedAt }: StoredEvent): Tail => ({
  events: events + 1,
  since: since ?? recordedAt,
});
