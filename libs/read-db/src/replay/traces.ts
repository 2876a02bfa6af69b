const BITS = 2 ** 26;

/**
 * Remembers which keys came by, in 8 MB whatever their number: it may take a strange key for a known one, never a known one
 * for strange (a Bloom filter: B. H. Bloom, CACM 13 (7), 1970). Keys are UUIDs, which are hashes already.
 */
export class Traces {
  readonly #bits = new Uint8Array(BITS / 8);
  #any = false;

  add(key: string): void {
    this.#any = true;
    for (const bit of bitsOf(key)) this.#bits[bit >> 3]! |= 1 << (bit & 7);
  }

  mayHave(key: string): boolean {
    return this.#any && bitsOf(key).every((bit) => (this.#bits[bit >> 3]! & (1 << (bit & 7))) !== 0);
  }
}

/** Four numbers of 26 bits from parts of the UUID that hold no version or variant. */
const bitsOf = (key: string): readonly number[] => [
  Number.parseInt(key.slice(0, 7), 16) % BITS,
  Number.parseInt(key.slice(9, 13) + key.slice(15, 18), 16) % BITS,
  Number.parseInt(key.slice(20, 23) + key.slice(24, 28), 16) % BITS,
  Number.parseInt(key.slice(28, 35), 16) % BITS,
];
