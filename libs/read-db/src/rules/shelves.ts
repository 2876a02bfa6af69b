import type { Movement } from './book';
import { MovementColumns } from './movement-columns';

/** The entries of every customer who has any, by customer id. */
export interface BooksOf<Entry> extends Iterable<readonly [string, readonly Entry[]]> {
  readonly size: number;
  get(customer: string): readonly Entry[] | undefined;
  has(customer: string): boolean;
  keys(): Iterable<string>;
}

/** Where the entries of customers are kept from close to close. */
export interface Shelf<Entry> extends BooksOf<Entry> {
  /** Puts what a customer has in place of what they had. */
  set(customer: string, entries: readonly Entry[]): unknown;
  delete(customer: string): unknown;
}

/** Where the movements of somebody begin who has none: all was called off. */
const NOWHERE = -1;
/** So many that nobody needs are not worth a walk through all. */
const IDLE_MIN = 65_536;

/** The movements of all customers, packed: those of one stand beside each other and are read when somebody asks. */
export class PackedShelf implements Shelf<Movement> {
  readonly #columns = new MovementColumns();
  /** Where a customer's movements begin, in rising order. */
  readonly #starts = new Map<string, number>();
  /** How many there are, by where they begin. */
  #counts = new Int32Array(1_024);
  #kept = 0;

  /** @param idleMin how many entries of before are left where they are */
  constructor(private readonly idleMin = IDLE_MIN) {}

  get size(): number {
    return this.#starts.size;
  }

  set(customer: string, entries: readonly Movement[]): void {
    this.delete(customer);
    const start = entries.length === 0 ? NOWHERE : this.#columns.length;
    for (const entry of entries) this.#columns.push(entry);
    this.#begin(customer, start, entries.length);
    this.#kept += entries.length;
  }

  delete(customer: string): void {
    const start = this.#starts.get(customer);
    if (start === undefined) return;
    this.#starts.delete(customer);
    this.#kept -= this.#countOf(start);
    if (this.#columns.length - this.#kept > Math.max(this.idleMin, this.#kept)) this.#pack();
  }

  has(customer: string): boolean {
    return this.#starts.has(customer);
  }

  get(customer: string): readonly Movement[] | undefined {
    const start = this.#starts.get(customer);
    return start === undefined ? undefined : this.#from(start);
  }

  keys(): Iterable<string> {
    return this.#starts.keys();
  }

  *[Symbol.iterator](): Generator<readonly [string, readonly Movement[]]> {
    for (const [customer, start] of this.#starts) yield [customer, this.#from(start)];
  }

  #from(start: number): readonly Movement[] {
    const count = this.#countOf(start);
    const movements: Movement[] = [];
    for (let nth = start; nth < start + count; nth++) movements.push(this.#columns.at(nth));
    return movements;
  }

  #countOf(start: number): number {
    return start === NOWHERE ? 0 : this.#counts[start]!;
  }

  #begin(customer: string, start: number, count: number): void {
    if (start >= this.#counts.length) {
      const larger = new Int32Array(Math.max(this.#counts.length * 2, start + 1));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    this.#starts.set(customer, start);
    if (start !== NOWHERE) this.#counts[start] = count;
  }

  /** Closes the gaps that customers left who were read again. */
  #pack(): void {
    let next = 0;
    for (const [customer, start] of this.#starts) {
      if (start === NOWHERE) continue;
      const count = this.#countOf(start);
      const begin = next;
      for (let nth = start; nth < start + count; nth++) this.#columns.move(nth, next++);
      this.#begin(customer, begin, count);
    }
    this.#columns.cut(next);
  }
}
