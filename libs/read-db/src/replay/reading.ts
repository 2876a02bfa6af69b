import type { Pool } from 'pg';
import type { EventStore, ScannedEvent } from '@rapport/event-store';
import { customerStream, decisionStream, decodeEvent } from '@rapport/events';
import type { Checkpoint } from '../checkpoint';
import type { KeptRow } from '../views/kept-row';
import { type Crew, rowsOf } from './crew';
import { customersAsOf } from './customers-as-of';
import { foldCustomer } from './customer-fold';
import { eitherOf, typesOf } from './filter';
import type { Folding } from './folding';
import { type Advance, Turns } from './pace';
import { type Filed, Partitions } from './partitions';
import { readLog } from './read-log';
import { NoRoom } from './spill-file';
import { foldInThreads, type FoldingThreads } from './threads/folders';
import type { Source } from './threads/messages';
import { sourceOf } from './threads/source';

/** What reading the log works with. */
export interface ReadingParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'scan' | 'find'>;
  /** Everything up to here is built; identity has come as far. */
  readonly to: Checkpoint & { readonly eventId: string };
  /** Octets that events and rows may take in memory; other events wait in a file. */
  readonly memory: number;
  /** Directory of that file. */
  readonly scratch: string;
  /** Threads that fold; all is folded in this one when absent. */
  readonly threads?: FoldingThreads;
  readonly signal: AbortSignal;
}

/** Of the memory, what events that wait may take: parsed ones and rows under way are much larger. */
const WAITING_SHARE = 0.25;
/** Streams that are named by whose events they hold. */
const OWNED = [customerStream(''), decisionStream('')];
/** Events after which the clock is looked at: that takes longer than some events do. */
const LOOK_AFTER = 16;
/** Of the work on an event, what is done when it has been read. */
const READ_SHARE = 0.25;

/** Whose events a stream holds; null = its name does not say. */
const ownerOf = (stream: string): string | null => {
  for (const prefix of OWNED) if (stream.startsWith(prefix)) return stream.slice(prefix.length);
  return null;
};

/** Without room for the file, what is in memory is folded where it is. */
const unlessNoRoom = (error: unknown): null => {
  if (error instanceof NoRoom) return null;
  throw error;
};

/** The reading of the log for all of a crew. An event is parsed once, whoever has a use for it. */
export class Reading {
  readonly #partitions: Partitions;
  readonly #turns = new Turns();
  #worked = 0;
  #read = 0;
  /** Of those that were read and wanted. */
  #laidBy = 0;
  #folded = 0;
  #upTo = '';

  constructor(
    private readonly parts: ReadingParts,
    private readonly crew: Crew,
  ) {
    this.#partitions = new Partitions(parts.memory * WAITING_SHARE, parts.scratch);
  }

  /** Reads everything, lays it by, folds it customer by customer, and waits until the rows are written. */
  async run(): Promise<void> {
    try {
      await this.#readAll();
      await this.#foldAll();
      // The file is there until all rows are written: those that the table cannot hold may have to be folded once more.
      await this.crew.each(async (folding, { pace, ended }) => {
        await folding.end(() => pace.step({ ...this.#advance(), ...rowsOf(folding) }));
        this.crew.leave(folding);
        ended(folding.written);
      });
    } finally {
      await this.#partitions.close();
    }
  }

  async #readAll(): Promise<void> {
    const { pool, store, to, signal } = this.parts;
    const customerOf = await customersAsOf(pool, to.position);
    await this.crew.each((folding) => folding.begin());
    const types = this.crew.foldings.map(({ projection }) => typesOf(projection)).reduce(eitherOf);
    for await (const { events, count, upTo } of readLog(store, { after: '', to: to.position, types }, signal)) {
      for (const event of events) {
        this.#partitions.add(customerOf(ownerOf(event.stream) ?? decodeEvent(event).handle), event);
        if (++this.#worked >= LOOK_AFTER && this.#isTurnOver()) await this.#turns.next();
      }
      this.#read += count;
      this.#laidBy += events.length;
      this.#upTo = upTo;
      if (this.#partitions.isFull) await this.#partitions.spill();
      await this.crew.step(this.#advance());
    }
  }

  async #foldAll(): Promise<void> {
    const sources = this.#sources();
    const filed = sources && (await this.#partitions.filed().catch(unlessNoRoom));
    if (filed) return this.#foldInThreads(sources, filed);
    for await (const customers of this.#partitions.taken()) {
      for (const [customer, events] of customers) {
        await this.#fold(customer, events);
        const full = this.crew.foldings.filter((folding) => folding.isFull);
        if (full.length > 0)
          await this.crew.each((folding) => (full.includes(folding) ? folding.flush() : Promise.resolve()));
      }
      await this.crew.step(this.#advance());
    }
  }

  async #fold(customer: string, events: readonly ScannedEvent[]): Promise<void> {
    const folds = this.crew.foldings.map(({ fold }) => fold);
    for (const count of foldCustomer(customer, events, folds)) {
      this.#folded += count;
      this.#worked += count;
      if (this.#worked < LOOK_AFTER || !this.#isTurnOver()) continue;
      await this.#turns.next();
      await this.crew.step(this.#advance());
    }
  }

  /** How threads find what to fold; null when it is not worth it, or one of the projections can only be folded here. */
  #sources(): readonly Source[] | null {
    const { threads } = this.parts;
    if (!threads || threads.count < 2 || this.#laidBy < threads.from) return null;
    const sources = this.crew.foldings.map(({ lines }) => (lines ? sourceOf(lines) : null));
    return sources.every((source) => source !== null) ? sources : null;
  }

  async #foldInThreads(sources: readonly Source[], filed: Filed): Promise<void> {
    const { foldings } = this.crew;
    await foldInThreads(this.parts.threads!, filed, sources, {
      part: ({ source, keys, octets, parked, corrected }, slice) =>
        this.crew.each(async (folding) => {
          if (folding !== foldings[source]) return;
          await folding.take({ keys, octets, rows: () => this.#rowsOf(folding, slice, keys) }, parked, corrected);
        }),
      slice: async (events) => {
        this.#folded += events;
        await this.crew.step(this.#advance());
      },
    });
  }

  /** Folds some customers of a slice once more, here. */
  async #rowsOf({ fold }: Folding, slice: number, keys: readonly string[]): Promise<readonly KeptRow[]> {
    const customers = await this.#partitions.ofSlice(slice);
    for (const key of keys) for (const count of foldCustomer(key, customers.get(key)!, [fold])) this.#worked += count;
    return fold.taken().rows;
  }

  /** An event that was read and waits to be folded counts for a part of one; those that nobody wants are done. */
  #advance(): Advance {
    const waiting = this.#laidBy - this.#folded;
    return { position: this.#upTo, events: this.#read - Math.ceil(waiting * (1 - READ_SHARE)) };
  }

  #isTurnOver(): boolean {
    this.#worked = 0;
    return this.#turns.over;
  }
}
