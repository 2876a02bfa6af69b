import type { Movement } from './book';
import { MovementColumns } from './movement-columns';
import { Roll } from './roll';

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
/** And of somebody who is not here. */
const ABSENT = -2;
/** So many that nobody needs are not worth a walk through all. */
const IDLE_MIN = 65_536;
const ROOM = 1_024;

/** The movements of all customers, packed: those of one stand beside each other and are read when somebody asks. */
export class PackedShelf implements Shelf<Movement> {
  readonly #columns = new MovementColumns();
  /** Where a customer's movements begin, and how many there are, by the customer's number. */
  #starts = new Int32Array(ROOM).fill(ABSENT);
  #counts = new Int32Array(ROOM);
  #kept = 0;
  #size = 0;

  /** @param idleMin how many entries of before are left where they are */
  constructor(
    private readonly roll = new Roll(),
    private readonly idleMin = IDLE_MIN,
  ) {}

  get size(): number {
    return this.#size;
  }

  set(customer: string, entries: readonly Movement[]): void {
    this.delete(customer);
    const number = this.roll.add(customer);
    if (number >= this.#starts.length) this.#grow(number);
    this.#starts[number] = entries.length === 0 ? NOWHERE : this.#columns.length;
    this.#counts[number] = entries.length;
    for (const entry of entries) this.#columns.push(entry);
    this.#kept += entries.length;
    this.#size++;
  }

  delete(customer: string): void {
    const number = this.roll.numberOf(customer);
    if (this.#startOf(number) === ABSENT) return;
    this.#starts[number] = ABSENT;
    this.#kept -= this.#counts[number]!;
    this.#size--;
    if (this.#columns.length - this.#kept > Math.max(this.idleMin, this.#kept)) this.#pack();
  }

  has(customer: string): boolean {
    return this.#startOf(this.roll.numberOf(customer)) !== ABSENT;
  }

  get(customer: string): readonly Movement[] | undefined {
    const number = this.roll.numberOf(customer);
    return this.#startOf(number) === ABSENT ? undefined : this.#of(number);
  }

  *keys(): Generator<string> {
    for (const number of this.#present()) yield this.roll.name(number);
  }

  *[Symbol.iterator](): Generator<readonly [string, readonly Movement[]]> {
    for (const number of this.#present()) yield [this.roll.name(number), this.#of(number)];
  }

  *#present(): Generator<number> {
    for (let number = 0; number < this.#starts.length; number++) if (this.#starts[number] !== ABSENT) yield number;
  }

  #startOf(number: number): number {
    return number < 0 || number >= this.#starts.length ? ABSENT : this.#starts[number]!;
  }

  #of(number: number): readonly Movement[] {
    const [start, count] = [this.#starts[number]!, this.#counts[number]!];
    // Exactly as long as it will be: most have a few, and a list that grows takes room for many.
    const movements = new Array<Movement>(count);
    for (let nth = 0; nth < count; nth++) movements[nth] = this.#columns.at(start + nth);
    return movements;
  }

  #grow(number: number): void {
    const length = Math.max(this.#starts.length * 2, number + 1);
    const starts = new Int32Array(length).fill(ABSENT);
    const counts = new Int32Array(length);
    starts.set(this.#starts);
    counts.set(this.#counts);
    [this.#starts, this.#counts] = [starts, counts];
  }

  /** Closes the gaps that customers left who were read again. */
  #pack(): void {
    const starts = this.#starts;
    // From the first on, so that nobody is put where another one still stands.
    const inOrder = Uint32Array.from([...this.#present()].filter((number) => starts[number]! >= 0));
    let next = 0;
    for (const number of inOrder.sort((a, b) => starts[a]! - starts[b]!)) {
      const start = starts[number]!;
      starts[number] = next;
      for (let nth = start; nth < start + this.#counts[number]!; nth++) this.#columns.move(nth, next++);
    }
    this.#columns.cut(next);
  }
}
