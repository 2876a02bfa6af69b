import { randomFillSync } from 'node:crypto';

const SLAB_BYTES = 16_384;
const slab = Buffer.alloc(SLAB_BYTES);
let used = SLAB_BYTES;

/**
 * Cryptographically random bytes, cut from a slab that is filled at once: a call to the system per nonce would cost as
 * much as the encryption. What was handed out is wiped from the slab.
 */
export const random = (bytes: number): Buffer => {
  if (used + bytes > SLAB_BYTES) {
    randomFillSync(slab);
    used = 0;
  }
  const cut = Buffer.from(slab.subarray(used, used + bytes));
  slab.fill(0, used, used + bytes);
  used += bytes;
  return cut;
};
