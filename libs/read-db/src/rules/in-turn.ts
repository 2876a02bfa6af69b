/**
 * Work that goes on while something else is done, one piece after the other: whoever gives the next one waits until the last one is over. What
 * a piece fails with, the next call throws.
 */
export class InTurn {
  #last: Promise<void> = Promise.resolve();

  /** Begins the work as soon as the last one is over, and returns then. @throws what that one failed with */
  async next(work: () => Promise<void>): Promise<void> {
    await this.#last;
    this.#last = work();
    // It is met where it is waited for.
    this.#last.catch(() => undefined);
  }

  /** Once all is done. @throws what the last one failed with */
  over(): Promise<void> {
    return this.#last;
  }
}
