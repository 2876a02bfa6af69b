import { hash } from 'node:crypto';
import type { Row } from './row';

const BETWEEN = '\u001f';
const START_SLOTS = 1 << 12;
const FULL_AT = 0.6;

/** 128 bits of what a line says, as 22 signs that may stand in an id. */
export const lineHash = (row: Row): string =>
  hash('sha256', Array.isArray(row) ? row.join(BETWEEN) : JSON.stringify(row), 'base64url').slice(0, 22);

/**
 * Counts how often each text has come, in some 15 bytes a text: an open hash table of 64-bit prints. Texts are told apart by
 * their print alone; two of ten million share one in a case of some hundred thousand, and are then merely numbered 1 and 2.
 */
export class Occurrences {
  private prints = new BigUint64Array(START_SLOTS);
  private counts = new Uint32Array(START_SLOTS);
  private used = 0;

  /** The number of times that this text has come, this one included. */
  next(text: string): number {
    if (this.used > this.prints.length * FULL_AT) this.grow();
    const print = hash('sha1', text, 'buffer').readBigUInt64LE() || 1n;
    const slot = this.slotOf(print);
    if (this.counts[slot] === 0) {
      this.prints[slot] = print;
      this.used += 1;
    }
    return (this.counts[slot]! += 1);
  }

  private slotOf(print: bigint): number {
    const mask = this.prints.length - 1;
    let slot = Number(print & BigInt(mask));
    while (this.counts[slot] !== 0 && this.prints[slot] !== print) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { prints, counts } = this;
    this.prints = new BigUint64Array(prints.length * 2);
    this.counts = new Uint32Array(counts.length * 2);
    prints.forEach((print, from) => {
      if (counts[from] === 0) return;
      const slot = this.slotOf(print);
      this.prints[slot] = print;
      this.counts[slot] = counts[from]!;
    });
  }
}
