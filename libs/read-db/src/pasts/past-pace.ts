import type { Pool } from 'pg';
import { GivingWay } from '../replay/giving-way';
import type { Advance, Pace } from '../replay/pace';
import { type Attempt, changePast } from './record';

const TELL_MS = 400;
/** Half-life of the moving average. */
const AVERAGE_MS = 3_000;

/** Writes down how far an attempt is, ends it when it is no longer wanted, and leaves time to live. */
export class PastPace implements Pace {
  #told = { at: performance.now(), events: 0 };
  #rate: number | null = null;
  readonly #way: GivingWay;

  constructor(
    private readonly pool: Pool,
    private readonly attempt: Attempt,
    private readonly signal: AbortSignal,
    /** True while events come in that live has to fold. */
    busy: () => Promise<boolean>,
  ) {
    this.#way = new GivingWay(busy, signal);
  }

  async step({ events, rows }: Advance): Promise<void> {
    this.signal.throwIfAborted();
    const passed = performance.now() - this.#told.at;
    if (passed < TELL_MS) return;
    this.#average(events, passed);
    this.#told = { at: performance.now(), events };
    const set = 'events = $3, per_second = $4, row_count = coalesce($5, row_count)';
    await changePast(this.pool, this.attempt, set, [events, this.#rate, rows ?? null]);
    await this.#way.rest();
  }

  /** Between steps that have no events to count. @throws Withdrawn */
  async look(): Promise<void> {
    this.signal.throwIfAborted();
    await changePast(this.pool, this.attempt, 'events = events', []);
  }

  #average(events: number, passed: number): void {
    const rate = ((events - this.#told.events) * 1_000) / passed;
    const weight = 0.5 ** (passed / AVERAGE_MS);
    this.#rate = this.#rate === null ? rate : this.#rate * weight + rate * (1 - weight);
  }
}
