import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hmac, hmacHex, hmacKey } from './hmac';

const reference = (key: Buffer, message: string | Buffer): string =>
  createHmac('sha256', key).update(message).digest('hex');
const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));

describe('HMAC-SHA-256', () => {
  it("is Node's for any key and text", () =>
    fc.assert(
      fc.property(bytes(200), fc.string({ unit: 'grapheme', maxLength: 300 }), (key, text) => {
        expect(hmacHex(hmacKey(key), text)).toBe(reference(key, text));
      }),
    ));

  it("is Node's for any key and bytes", () =>
    fc.assert(
      fc.property(bytes(70), bytes(300), (key, message) => {
        expect(hmac(hmacKey(key), message).toString('hex')).toBe(reference(key, message));
      }),
    ));

  it('grows with the message', () => {
    const key = Buffer.from('key');
    for (const length of [4_031, 4_032, 4_033, 100_000, 10])
      expect(hmacHex(hmacKey(key), 'ä'.repeat(length))).toBe(reference(key, 'ä'.repeat(length)));
  });
});
