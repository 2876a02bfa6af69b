import { hmac, hmacKey, type HmacKey } from './hmac';

const INFO = Buffer.from('rapport/cell/1\x01');

/**
 * The key of all cells of one handle, data class and quarter: HKDF-SHA-256 (RFC 5869) with the class-quarter key as salt,
 * the handle's key as input, info 'rapport/cell/1', one block. Both secrets are needed, so destroying either destroys the
 * cells. Written out because Node's hkdfSync takes several times as long.
 */
export const cellKey = (handleKey: Buffer, classQuarterKey: HmacKey): Buffer =>
  hmac(hmacKey(hmac(classQuarterKey, handleKey)), INFO);
