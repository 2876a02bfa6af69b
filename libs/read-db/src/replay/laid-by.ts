import type { ScannedEvent } from '@rapport/event-store';

/** What an event costs beside the text of its body, in octets. */
const PER_EVENT = 300;

/**
 * Events laid by until they are many, by customer, so that those of one customer are folded one after the other: a row is
 * hundreds of small objects, and fetching them from memory for every event anew costs as much as folding it.
 */
export class LaidBy {
  readonly #byCustomer = new Map<string, ScannedEvent[]>();
  #octets = 0;
  #count = 0;

  /** @param octets that they may take in memory */
  constructor(private readonly octets: number) {}

  /** How many they are. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#octets > this.octets;
  }

  add(customer: string, event: ScannedEvent): void {
    const known = this.#byCustomer.get(customer);
    if (known) known.push(event);
    else this.#byCustomer.set(customer, [event]);
    this.#octets += event.body.length + PER_EVENT;
    this.#count += 1;
  }

  /** Customer by customer, each with its events in the order in which they came; nothing is left. */
  *taken(): Generator<readonly [customer: string, events: readonly ScannedEvent[]]> {
    for (const one of this.#byCustomer) {
      this.#byCustomer.delete(one[0]);
      this.#count -= one[1].length;
      yield one;
    }
    this.#octets = 0;
  }
}
