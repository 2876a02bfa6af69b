import fc from 'fast-check';
import { decodeHeader } from './decode-header';

describe('header fields of the HTTP binding', () => {
  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['100%25', '100%'],
    ['%2525', '%25'],
    ['"quoted \\"text\\""', 'quoted "text"'],
    ['50% off', '50% off'],
    ['plain', 'plain'],
    // As the SDK for Go sends it, and Node gives it.
    [Buffer.from('café ☕ 客户 100%').toString('latin1'), 'café ☕ 客户 100%'],
    [Buffer.from('"☕%20客"').toString('latin1'), '☕ 客'],
  ])('%s is %s', (sent, meant) => expect(decodeHeader(sent)).toBe(meant));

  it.each(['%C0%A0', '%ED%A0%80', '%E2%82', 'Grüße', 'a\tb', 'a\x7fb', '客'])('%s is refused', (sent) =>
    expect(() => decodeHeader(sent)).toThrow(RangeError),
  );

  it('come back whatever is in them', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed());
        const encoded = [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        expect(decodeHeader(encoded)).toBe(text);
      }),
    ));
});
