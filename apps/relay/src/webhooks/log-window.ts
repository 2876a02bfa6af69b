import { setTimeout as pause } from 'node:timers/promises';
import { EpochMismatch, type EventStore, type Position, type StoredEvent, epochOf } from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
import { Turns } from '../stream/turns';

/** Events that are held for those who stand near the end of the log. */
const HELD_MAX = 5_000;
/** Readings of the past at a time, whoever wants them. */
const AT_ONCE = 3;
const AGAIN_MS = 500;

interface Part {
  /** Position of the event before the first one. */
  readonly after: Position;
  readonly events: readonly StoredEvent[];
}

/**
 * The log for many who each have a place of their own in it. One follower at its end for all: who has caught up gets what it
 * brings without asking the store, and those who stand at one place in the past share a reading.
 */
export class LogWindow {
  #parts: Part[] = [];
  readonly #held = new Map<string, StoredEvent>();
  #end: Position | null = null;
  readonly #readings = new Map<Position, Promise<readonly StoredEvent[]>>();
  readonly #turns = new Turns(AT_ONCE);

  /** `moved` hears of everything that is appended, `lost` when places that were handed out may be beyond what the log has now. */
  constructor(
    private readonly store: Pick<EventStore, 'follow' | 'head'>,
    private readonly moved: () => void,
    private readonly lost: (error: TakenOver) => void,
  ) {}

  /** The position of the newest event; null before `follow` has begun. */
  get end(): Position | null {
    return this.#end;
  }

  /** An event that is held; undefined = it may be in the log all the same. */
  find(id: string): StoredEvent | undefined {
    return this.#held.get(id);
  }

  /** Follows the log until the signal says so. A store that is away for a while is asked again. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#followOn(signal);
      } catch (error) {
        if (error instanceof TakenOver) return this.lost(error);
        // Whoever reads hears what is wrong; here it is only looked for again.
      }
      await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * What comes after a position: at least one event, or none where the log ends.
   * @throws EpochMismatch when the position is of another history, or beyond its end.
   */
  async after(position: Position): Promise<readonly StoredEvent[]> {
    const end = this.#end;
    if (end === null || position === end) return [];
    if (epochOf(position) !== epochOf(end)) throw new EpochMismatch(epochOf(end), epochOf(position));
    if (position > end) return this.#beyond(position);
    const part = this.#parts.find(({ after, events }) => after <= position && events.at(-1)!.position > position);
    if (part) return part.events.filter((event) => event.position > position);
    return this.#read(position);
  }

  async #followOn(signal: AbortSignal): Promise<void> {
    const { position } = await this.store.head();
    [this.#parts, this.#end] = [[], position];
    this.#held.clear();
    this.moved();
    for await (const events of this.store.follow(position, signal)) {
      this.#parts.push({ after: this.#end, events });
      for (const event of events) this.#held.set(event.id, event);
      this.#end = events.at(-1)!.position;
      while (this.#held.size > HELD_MAX && this.#parts.length > 1)
        for (const { id } of this.#parts.shift()!.events) this.#held.delete(id);
      this.moved();
    }
  }

  /** Another process may have seen more of the log than this one. */
  async #beyond(position: Position): Promise<readonly StoredEvent[]> {
    const { position: head } = await this.store.head();
    if (position > head) throw new EpochMismatch(head, position);
    return [];
  }

  #read(position: Position): Promise<readonly StoredEvent[]> {
    const known = this.#readings.get(position);
    if (known) return known;
    const reading = this.#turns.take(() => firstBatch(this.store, position));
    this.#readings.set(position, reading);
    reading.finally(() => this.#readings.delete(position)).catch(() => undefined);
    return reading;
  }
}

const firstBatch = async (store: Pick<EventStore, 'follow'>, after: Position): Promise<readonly StoredEvent[]> => {
  const stop = new AbortController();
  try {
    for await (const batch of store.follow(after, stop.signal)) return batch;
    return [];
  } finally {
    stop.abort();
  }
};
