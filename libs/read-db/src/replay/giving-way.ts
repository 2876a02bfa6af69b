import { setTimeout as pause } from 'node:timers/promises';

/** How much of its own time a replay leaves to live while the log moves. */
const YIELD_SHARE = 0.25;

/** Leaves time to live while it has something to do. */
export class GivingWay {
  #since = performance.now();
  #resting: Promise<void> | undefined;

  constructor(
    /** True while events come in that live has to fold. */
    private readonly busy: () => Promise<boolean>,
    private readonly signal: AbortSignal,
  ) {}

  /** Rests for a share of the time since the last rest; those who come while it rests, rest with it. */
  async rest(): Promise<void> {
    try {
      await (this.#resting ??= this.#rest());
    } finally {
      this.#resting = undefined;
    }
  }

  /** Counts from now on: what went before was no work. */
  restart(): void {
    this.#since = performance.now();
  }

  async #rest(): Promise<void> {
    const worked = performance.now() - this.#since;
    if (await this.busy()) await pause(worked * YIELD_SHARE, undefined, { signal: this.signal });
    this.restart();
  }
}
