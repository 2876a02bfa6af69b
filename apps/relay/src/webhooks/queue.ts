/** A delivery that waits for its turn. Moments are milliseconds since 1970. */
export interface Waiting {
  readonly id: string;
  /** Deliveries of one key go one after the other. */
  readonly key: string;
  dueAt: number;
  /** When it was last tried; 0 = never. */
  triedAt: number;
  /** It goes before its time, because the target seems to be back: such an attempt does not count. */
  isEarly: boolean;
}

/** What was tried a moment ago is not tried before its time. */
const NOT_AGAIN_WITHIN_MS = 30_000;

/**
 * What waits for one target, in order. Pure: moments come from outside. Of each key only the first is ever on its way; keys
 * do not wait for each other.
 */
export class Queue<Item extends Waiting> {
  readonly #lanes = new Map<string, Item[]>();
  readonly #flying = new Set<string>();
  #size = 0;

  /** All that wait or are on their way. */
  get size(): number {
    return this.#size;
  }

  get flying(): number {
    return this.#flying.size;
  }

  add(item: Item): void {
    const lane = this.#lanes.get(item.key);
    if (lane) lane.push(item);
    else this.#lanes.set(item.key, [item]);
    this.#size++;
  }

  /** The next one to go, which is on its way from then on; undefined when none is due. */
  next(now: number): Item | undefined {
    for (const [first] of this.#lanes.values()) {
      if ((first!.dueAt > now && !first!.isEarly) || this.#flying.has(first!.key)) continue;
      this.#flying.add(first!.key);
      return first;
    }
    return undefined;
  }

  /** It has arrived, or is given up. */
  settle({ key }: Item): void {
    this.#flying.delete(key);
    const lane = this.#lanes.get(key)!;
    lane.shift();
    this.#size--;
    // The lane goes to the end: a key with much to say lets others have their turn.
    this.#lanes.delete(key);
    if (lane.length > 0) this.#lanes.set(key, lane);
  }

  /** It is to be tried again; until then nothing of its key moves. */
  postpone(item: Item, dueAt: number): void {
    this.#flying.delete(item.key);
    item.dueAt = dueAt;
  }

  /** The target is back: what waits may go before its time. */
  hurry(now: number): void {
    for (const [first] of this.#lanes.values()) {
      const { key, triedAt, dueAt } = first!;
      if (this.#flying.has(key) || dueAt <= now || now - triedAt < NOT_AGAIN_WITHIN_MS) continue;
      first!.isEarly = true;
    }
  }

  /** When the next one is due; null when nothing waits that is not on its way. */
  dueAt(): number | null {
    let least: number | null = null;
    for (const [first] of this.#lanes.values()) {
      if (this.#flying.has(first!.key)) continue;
      const at = first!.isEarly ? 0 : first!.dueAt;
      if (least === null || at < least) least = at;
    }
    return least;
  }
}
