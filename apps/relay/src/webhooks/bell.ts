/** Wakes one who waits; a ring that nobody waited for is heard by the next. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Waits until it rings, so many milliseconds are over (null = no such end), or the signal aborts. */
  async wait(ms: number | null, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      let timer: NodeJS.Timeout | undefined;
      const aborted = (): void => this.#wake?.();
      await new Promise<void>((wake) => {
        this.#wake = wake;
        signal.addEventListener('abort', aborted, { once: true });
        if (ms !== null) timer = setTimeout(wake, ms);
      });
      signal.removeEventListener('abort', aborted);
      clearTimeout(timer);
    }
    this.#wake = undefined;
    this.#rung = false;
  }
}
