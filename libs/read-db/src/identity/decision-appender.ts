import type { DecidedEvent } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { appendDecisions } from './append-decisions';

/** Decisions on their way to the log from which on deciding waits for them. */
const WAITING_MAX = 2_000;

/** Appends decisions, in order, while who decides goes on: what comes while the store works goes together with the next call. */
export class DecisionAppender {
  #waiting: DecidedEvent[] = [];
  #running: Promise<void> | undefined;
  #failed: { readonly error: unknown } | undefined;

  constructor(private readonly store: Pick<EventStore, 'append' | 'find'>) {}

  /** They must be kept somewhere: after a failure nothing more is appended. */
  add(decided: readonly DecidedEvent[]): void {
    this.#waiting.push(...decided);
    if (this.#waiting.length > 0) this.#running ??= this.#run();
  }

  /** Resolves once there is room for more. @throws what an append has failed with */
  async room(): Promise<void> {
    if (this.#waiting.length > WAITING_MAX) await this.#running;
    if (this.#failed) throw this.#failed.error;
  }

  /** Resolves once all are appended, or one has failed: `room` tells. */
  async end(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#failed) {
      const decided = this.#waiting;
      this.#waiting = [];
      await appendDecisions(this.store, decided).catch((error: unknown) => (this.#failed = { error }));
    }
    this.#running = undefined;
  }
}
