/** What nobody's number is. */
export const NOBODY_KNOWN = -1;

/**
 * Customers by number, in the order in which they were first seen: what is kept of a million of them is a column then, and not a million
 * objects that the collector of garbage walks through. Whoever was given a number has it for good.
 */
export class Roll {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  /** Rules go through customers in the order of the roll: the next one asked for is mostly the next one there. */
  #next = 0;

  get length(): number {
    return this.#names.length;
  }

  /** `NOBODY_KNOWN` for somebody who was never seen. */
  numberOf(customer: string): number {
    const guess = this.#next;
    const number = this.#names[guess] === customer ? guess : (this.#numbers.get(customer) ?? NOBODY_KNOWN);
    this.#next = number + 1;
    return number;
  }

  /** The number that somebody has, or is given now. */
  add(customer: string): number {
    const known = this.numberOf(customer);
    if (known !== NOBODY_KNOWN) return known;
    const number = this.#names.push(customer) - 1;
    this.#numbers.set(customer, number);
    return number;
  }

  name(number: number): string {
    return this.#names[number]!;
  }
}
