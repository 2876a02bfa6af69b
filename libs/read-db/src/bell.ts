/** One process-wide "something happened": whoever asked before it rings is woken. */
export class Bell {
  #wake: () => void = () => undefined;
  #rung = this.#fresh();

  /** Resolves at the next ring. Ask first, then look, then wait: so no ring is missed. */
  next(): Promise<void> {
    return this.#rung;
  }

  ring(): void {
    this.#wake();
    this.#rung = this.#fresh();
  }

  #fresh(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}

/** Whether it happens before so many milliseconds have passed. */
export const happensWithin = (happening: Promise<void>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout;
  const passed = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  return Promise.race([happening.then(() => true), passed]).finally(() => clearTimeout(timer));
};
