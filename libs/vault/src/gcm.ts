import { createCipheriv, createDecipheriv } from 'node:crypto';
import { random } from './random';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes that AES-256-GCM adds to a plain text: nonce before it, tag after it. */
export const OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** AES-256-GCM with a random nonce: nonce | cipher text | tag. `bound` is authenticated, not stored. */
export const encrypt = (key: Buffer, plain: string | Buffer, bound: string): Buffer => {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const secret = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, secret, cipher.getAuthTag()]);
};

/**
 * Opens what `encrypt` made.
 * @throws Error when key, bound text or any byte is not the one it was encrypted with.
 */
export const decrypt = (key: Buffer, secret: Buffer, bound: string): Buffer => {
  if (secret.length < OVERHEAD_BYTES) throw new Error('too short to be a sealed value');
  const cipher = createDecipheriv('aes-256-gcm', key, secret.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound));
  cipher.setAuthTag(secret.subarray(secret.length - TAG_BYTES));
  return Buffer.concat([cipher.update(secret.subarray(NONCE_BYTES, secret.length - TAG_BYTES)), cipher.final()]);
};
