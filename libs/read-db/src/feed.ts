import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { Bell } from './bell';

/** Reads the log onward from a place. */
export interface FeedReader {
  /** Up to `max` facts after those read before, at least one; waits for them. @throws when the feed or the signal ends it. */
  next(max: number): Promise<readonly Fact[]>;
}

/** Facts that stay in memory for readers who are a little behind. */
const KEPT_MAX = 16_000;
/** How far reading runs ahead of the foremost reader. */
const AHEAD_MAX = 4_000;
/** How long reading waits at most for a reader who would fall behind what is kept. */
const PATIENCE_MS = 1_000;
/** A reader that has not moved for so long is busy with something else (a close, say): nobody waits for it. */
const STILL_MS = 10_000;

/** How far a reader has come, and when it moved last, on this process's clock. */
interface Cursor {
  readonly position: string;
  readonly movedAt: number;
}

/**
 * The log, decoded once for all followers of a process. One loop reads ahead of the foremost reader and keeps the last
 * facts; a reader that is further behind reads by itself until it has caught up. A slow reader holds the others up
 * for a moment at each page, so that facts are decoded once, and one that stands still does so no longer; memory is bounded.
 */
export class Feed {
  #facts: Fact[] = [];
  /** Position before the first kept fact; undefined = nothing is being read. */
  #start: string | undefined;
  /** Each reading of the log has a number; readers who wait for one that has failed learn why. */
  #reading = 0;
  #fault: unknown;
  readonly #grown = new Bell();
  readonly #read = new Bell();
  readonly #cursors = new Map<object, Cursor>();

  constructor(
    private readonly store: Pick<EventStore, 'follow'>,
    private readonly signal: AbortSignal,
    private readonly stillMs = STILL_MS,
  ) {
    signal.addEventListener('abort', () => (this.#grown.ring(), this.#read.ring()), { once: true });
  }

  /** A reader of everything after a position ('' = from the start), until its signal aborts. */
  reader(after: string, signal: AbortSignal): FeedReader {
    const me = {};
    let cursor = after;
    let own: AsyncIterator<readonly Fact[]> | undefined;
    let ownAbort = new AbortController();
    let left: readonly Fact[] = [];
    signal.addEventListener('abort', () => this.#leave(me, ownAbort), { once: true });
    const take = (facts: readonly Fact[], max: number): readonly Fact[] => {
      left = facts.slice(max);
      const taken = facts.slice(0, max);
      cursor = taken.at(-1)!.position;
      // Who has never come as far as what is kept (a new projection, from the beginning) is waited for by nobody.
      if (own === undefined || this.#cursors.has(me)) this.#moved(me, cursor);
      this.#read.ring();
      return taken;
    };
    return {
      next: async (max) => {
        for (;;) {
          signal.throwIfAborted();
          if (left.length > 0) return take(left, max);
          if (this.#holds(cursor)) {
            // Aborting makes an error with its trace, even where nothing is left to abort.
            if (own !== undefined) ownAbort.abort();
            own = undefined;
            const isNew = !this.#cursors.has(me);
            this.#moved(me, cursor);
            // Where all others had left, reading waits for whoever comes.
            if (isNew) this.#read.ring();
            const facts = await this.#after(cursor, max, signal);
            if (facts.length > 0) return take(facts, max);
          } else {
            if (own === undefined) {
              ownAbort = new AbortController();
              own = this.#decoded(cursor, ownAbort.signal);
            }
            const { value, done } = await own.next();
            if (done) own = undefined;
            else return take(value, max);
          }
        }
      },
    };
  }

  #moved(reader: object, position: string): void {
    this.#cursors.set(reader, { position, movedAt: performance.now() });
  }

  #leave(reader: object, own: AbortController): void {
    own.abort();
    this.#cursors.delete(reader);
    this.#grown.ring();
    this.#read.ring();
  }

  /** True when everything after the position is (or will be) among the kept facts; the first reader starts the reading. */
  #holds(position: string): boolean {
    if (this.#start === undefined) {
      this.#start = position;
      void this.#pump(position);
    }
    return position >= this.#start;
  }

  async #after(position: string, max: number, signal: AbortSignal): Promise<readonly Fact[]> {
    const grown = this.#grown.next();
    const reading = this.#reading;
    const facts = this.#kept(position, max);
    if (facts.length > 0) return facts;
    await grown;
    this.signal.throwIfAborted();
    signal.throwIfAborted();
    if (reading !== this.#reading) throw this.#fault;
    return [];
  }

  #kept(after: string, max: number): readonly Fact[] {
    const from = this.#indexAfter(after);
    return this.#facts.slice(from, from + max);
  }

  #indexAfter(position: string): number {
    let low = 0;
    for (let high = this.#facts.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#facts[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #pump(after: string): Promise<void> {
    try {
      for await (const facts of { [Symbol.asyncIterator]: () => this.#decoded(after, this.signal) }) {
        this.#facts.push(...facts);
        this.#trim();
        this.#grown.ring();
        await this.#untilWanted();
      }
    } catch (error) {
      this.#fault = error;
      this.#reading++;
      this.#facts = [];
      this.#start = undefined;
    }
    this.#grown.ring();
  }

  #trim(): void {
    const excess = this.#facts.length - KEPT_MAX;
    if (excess < AHEAD_MAX / 2) return;
    this.#start = this.#facts[excess - 1]!.position;
    this.#facts = this.#facts.slice(excess);
  }

  async #untilWanted(): Promise<void> {
    const patience = performance.now() + PATIENCE_MS;
    while (!this.signal.aborted) {
      const read = this.#read.next();
      const cursors = [...this.#cursors.values()];
      const ahead = this.#countAfter(positions(cursors).at(-1) ?? '');
      const moving = cursors.filter(({ movedAt }) => performance.now() - movedAt < this.stillMs);
      const slowest = positions(moving)[0];
      const behind = slowest === undefined ? 0 : this.#countAfter(slowest);
      const left = patience - performance.now();
      if (ahead <= AHEAD_MAX && (behind <= KEPT_MAX - AHEAD_MAX || left <= 0)) return;
      await (left > 0 ? Promise.race([read, pause(left)]) : read);
    }
  }

  #countAfter(position: string): number {
    return this.#facts.length - this.#indexAfter(position);
  }

  async *#decoded(after: string, signal: AbortSignal): AsyncGenerator<readonly Fact[], void, undefined> {
    for await (const events of this.store.follow(after === '' ? null : after, signal)) yield events.map(decodeEvent);
  }
}

/** From the rearmost to the foremost. */
const positions = (cursors: readonly Cursor[]): readonly string[] => cursors.map(({ position }) => position).sort();
