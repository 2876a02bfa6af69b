import { PositionAhead, type Position } from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
import type { LogReader } from './log-reader';

/**
 * Sees to it that what one reading reads is of one history, however many connections and servers it takes. The log is append-only: where
 * it still has the event at a place, it has all that was before it.
 */
export class Continuity {
  #isSure = false;
  #takeovers: number | null = null;
  #at: Position | null = null;
  /** Of the event there; null = not known. */
  #id: string | null = null;

  constructor(private readonly reader: LogReader) {}

  /** Something failed: the next `check` looks. */
  doubt(): void {
    this.#isSure = false;
  }

  /** Has been given to whoever reads. */
  readUpTo(at: Position, id: string): void {
    [this.#at, this.#id] = [at, id];
  }

  /**
   * Looks, where there is a doubt, whether the log has come to `at` and has the event there that it had.
   * @throws EpochMismatch | PositionAhead at the first time; TakenOver when another server has another event there, or none.
   */
  async check(at: Position | null): Promise<void> {
    if (this.#isSure) return;
    const known = at === this.#at ? this.#id : null;
    this.#takeovers ??= await this.reader.takeovers();
    const found = await this.reader.check(at).catch((error: unknown) => {
      throw error instanceof PositionAhead && known !== null ? new TakenOver() : error;
    });
    if (known !== null && found !== known) throw new TakenOver();
    [this.#at, this.#id, this.#isSure] = [at, found, true];
  }

  /** True when another server has taken over since the last `check`: what was just read is to be read again, after another one. */
  async isDoubtful(): Promise<boolean> {
    const takeovers = await this.reader.takeovers();
    if (takeovers !== this.#takeovers) [this.#takeovers, this.#isSure] = [takeovers, false];
    return !this.#isSure;
  }
}
