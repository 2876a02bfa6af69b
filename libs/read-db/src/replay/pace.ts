import { setImmediate as breathe } from 'node:timers/promises';

/** What a rebuild tells of itself. */
export interface Advance {
  readonly position: string;
  /** So far, in this phase. */
  readonly events: number;
  /** Of this phase, when it has turned out to be more than was thought. */
  readonly total?: number;
  readonly rows?: number;
}

/** How a rebuild goes along: it says how far it is, and hears whether to go on, wait or end. */
export interface Pace {
  /** Between chunks; waits while the replay is paused. @throws Cancelled, or when the signal has aborted */
  step(advance: Advance): Promise<void>;
}

/** Longest work in one go, so that live followers of the same process get their turn, in milliseconds. */
const TURN_MS = 4;

/** Lets others work whenever a turn is over. */
export class Turns {
  #since = performance.now();

  get over(): boolean {
    return performance.now() - this.#since > TURN_MS;
  }

  async next(): Promise<void> {
    await breathe();
    this.#since = performance.now();
  }
}
