/**
 * Work that rules of one close ask for alike, so that it is done once for all of them. Only the last is kept: what is worked out
 * about all customers is large, and most rules of a kind count alike.
 */
export class Shared {
  #key: string | undefined;
  #made: unknown;

  /** @param key says all that the work depends on besides the close, and whose work it is. */
  of<Made>(key: string, make: () => Made): Made {
    if (this.#key !== key) {
      this.#key = undefined;
      this.#made = make();
      this.#key = key;
    }
    return this.#made as Made;
  }
}
