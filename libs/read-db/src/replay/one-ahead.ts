/** Runs pieces of work one after the other, each while the caller prepares the next: at most one is under way. */
export class OneAhead {
  #underWay: Promise<void> = Promise.resolve();

  /** Begins a piece as soon as the one before has ended. @throws what the one before failed with */
  async begin(work: () => Promise<void>): Promise<void> {
    await this.#underWay;
    this.#underWay = work();
    // Whoever begins the next piece or waits for the end hears of it; until then it is nobody's.
    this.#underWay.catch(() => undefined);
  }

  /** Waits for the last piece. @throws what it failed with */
  end(): Promise<void> {
    return this.#underWay;
  }
}
