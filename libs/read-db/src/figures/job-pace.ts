import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Advance, Pace } from '../replay/pace';
import { tellFigureJob } from './jobs';

const TELL_MS = 400;
/** How much of its own time is left to who works in the same process. */
const YIELD_SHARE = 0.25;

/** Writes down how far a job is, and leaves others some time. */
export class JobPace implements Pace {
  #told = performance.now();

  constructor(
    private readonly pool: Pool,
    private readonly job: string,
    private readonly total: number,
    private readonly signal: AbortSignal,
  ) {}

  async step({ events, total }: Advance): Promise<void> {
    this.signal.throwIfAborted();
    const passed = performance.now() - this.#told;
    if (passed < TELL_MS) return;
    await tellFigureJob(this.pool, this.job, events, total ?? this.total);
    await pause(passed * YIELD_SHARE, undefined, { signal: this.signal });
    this.#told = performance.now();
  }
}
