import { getHeapStatistics } from 'node:v8';
import { unavailable } from './problem';

/** Bodies up to here are held without asking: there are no more of them than connections, and single interactions must not wait. */
export const SMALL_BODY_BYTES = 256 * 1024;
/** What a body costs by the time that it is parsed, checked, sealed and waits to be stored, as a multiple of its bytes, with room for all else. */
const HEAP_PER_BYTE = 16;
/** How long a body waits for room before its sender is told to come again: most clients give a request 30 s. */
const PATIENCE_MS = 20_000;

interface Waiting {
  readonly bytes: number;
  enter(): void;
}

/**
 * Room for bodies and answers that are held whole, for all requests of a process together: without a bound, a few large ones that come at once end the
 * process for want of memory. Who finds none waits in line, and is not read meanwhile.
 */
export class BodyRoom {
  #taken = 0;
  readonly #line: Waiting[] = [];

  /** @param bytes at a time; one body always fits */
  constructor(
    private readonly bytes: number,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** As much as this process's heap bears, and at least one body of the largest size. */
  static ofHeap(limitBytes: number): BodyRoom {
    return new BodyRoom(Math.max(limitBytes, getHeapStatistics().heap_size_limit / HEAP_PER_BYTE));
  }

  /**
   * Waits for room, first come first served; gives back what frees it, which may be called twice.
   * @throws Problem 503 when there was none for too long.
   */
  async take(bytes: number): Promise<() => void> {
    if (this.#line.length > 0 || !this.#fits(bytes)) await this.#wait(bytes);
    else this.#taken += bytes;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#taken -= bytes;
      this.#admit();
    };
  }

  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.bytes;
  }

  #wait(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#line.splice(this.#line.indexOf(waiting), 1);
        reject(unavailable('no-room', 'there is no memory for so many large requests at once; repeat the request', 2)); // prettier-ignore
        this.#admit();
      }, this.patienceMs);
      const waiting: Waiting = {
        bytes,
        enter: () => {
          clearTimeout(late);
          resolve();
        },
      };
      this.#line.push(waiting);
    });
  }

  #admit(): void {
    for (let [first] = this.#line; first && this.#fits(first.bytes); [first] = this.#line) {
      this.#line.shift();
      this.#taken += first.bytes;
      first.enter();
    }
  }
}
