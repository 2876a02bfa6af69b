import { eachInSteps, Layered, type Steps } from '@rapport/decisions';
import { Alike } from './alike';
import { NOBODY_KNOWN, Roll } from './roll';

/**
 * How all customers stand under a rule, in a column by their numbers. Most stand like many others: of those there is one object for all. A
 * place for each of a million customers is eight bytes then; a map of them with an object each was some 150.
 */
export class PackedStandings<Kept> implements ReadonlyMap<string, Kept> {
  readonly #kept: (Kept | undefined)[] = [];
  readonly #alike = new Alike<Kept>();
  #size = 0;

  constructor(private readonly roll: Roll) {}

  get size(): number {
    return this.#size;
  }

  set(customer: string, kept: Kept): void {
    const number = this.roll.add(customer);
    // Without holes, which would make a column a table that is looked up.
    while (this.#kept.length < number) this.#kept.push(undefined);
    if (this.#kept[number] === undefined) this.#size++;
    this.#kept[number] = this.#alike.of(kept);
  }

  delete(customer: string): void {
    const number = this.roll.numberOf(customer);
    if (this.#at(number) === undefined) return;
    this.#kept[number] = undefined;
    this.#size--;
  }

  get(customer: string): Kept | undefined {
    return this.#at(this.roll.numberOf(customer));
  }

  has(customer: string): boolean {
    return this.get(customer) !== undefined;
  }

  *entries(): MapIterator<[string, Kept]> {
    for (let number = 0; number < this.#kept.length; number++) {
      const kept = this.#kept[number];
      if (kept !== undefined) yield [this.roll.name(number), kept];
    }
  }

  *keys(): MapIterator<string> {
    for (const [customer] of this.entries()) yield customer;
  }

  *values(): MapIterator<Kept> {
    for (const [, kept] of this.entries()) yield kept;
  }

  [Symbol.iterator](): MapIterator<[string, Kept]> {
    return this.entries();
  }

  forEach(call: (kept: Kept, customer: string, map: ReadonlyMap<string, Kept>) => void): void {
    for (const [customer, kept] of this.entries()) call(kept, customer, this);
  }

  #at(number: number): Kept | undefined {
    return number === NOBODY_KNOWN ? undefined : this.#kept[number];
  }
}

/**
 * Standings that a close left, packed: in the place of those of before, which nobody may need any more, where they say what changed. In steps: at
 * the first close everybody changed.
 */
export const packed = function* <Kept>(left: ReadonlyMap<string, Kept>, roll: Roll): Steps<PackedStandings<Kept>> {
  const { before, changed, gone } = left instanceof Layered ? (left as Layered<Kept>) : ({} as Partial<Layered<Kept>>);
  const standings = before instanceof PackedStandings ? (before as PackedStandings<Kept>) : new PackedStandings<Kept>(roll); // prettier-ignore
  const isSame = standings === before;
  if (isSame) for (const customer of gone!) standings.delete(customer);
  yield* eachInSteps(isSame ? changed! : left, ([customer, kept]) => standings.set(customer, kept));
  return standings;
};
