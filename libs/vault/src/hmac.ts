import { createHash, hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
let scratch = Buffer.alloc(4_096);

/** A key of HMAC-SHA-256 (RFC 2104) with its two pads. */
export interface HmacKey {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Prepares a key for many messages. */
export const hmacKey = (key: Buffer): HmacKey => {
  const short = key.length > BLOCK_BYTES ? createHash('sha256').update(key).digest() : key;
  return { inner: padded(short, 0x36), outer: padded(short, 0x5c) };
};

const padded = (key: Buffer, pad: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (let i = 0; i < key.length; i += 1) block[i] = key[i]! ^ pad;
  return block;
};

/**
 * HMAC-SHA-256 in hex. Written with Node's one-shot hash, because a Hmac object per message costs more than the hashing, and
 * most of that in the garbage collector.
 */
export const hmacHex = ({ inner, outer }: HmacKey, message: string | Buffer): string => {
  const length = typeof message === 'string' ? Buffer.byteLength(message) : message.length;
  if (BLOCK_BYTES + length > scratch.length) scratch = Buffer.alloc(2 * (BLOCK_BYTES + length));
  inner.copy(scratch);
  if (typeof message === 'string') scratch.write(message, BLOCK_BYTES);
  else message.copy(scratch, BLOCK_BYTES);
  const digest = hash('sha256', scratch.subarray(0, BLOCK_BYTES + length), 'hex');
  // Messages are personal: they don't stay in memory.
  scratch.fill(0, BLOCK_BYTES, BLOCK_BYTES + length);
  outer.copy(scratch);
  scratch.write(digest, BLOCK_BYTES, 'hex');
  return hash('sha256', scratch.subarray(0, BLOCK_BYTES + DIGEST_BYTES), 'hex');
};

/** HMAC-SHA-256 as bytes. */
export const hmac = (key: HmacKey, message: string | Buffer): Buffer => Buffer.from(hmacHex(key, message), 'hex');
