import * as fc from 'fast-check';
import { decodeText, shownText, UNREAD } from './decode-text';

const decoded = async (pieces: readonly Uint8Array[], supposed = true, encoding = 'utf-8'): Promise<string> => {
  const bytes = async function* () {
    for (const piece of pieces) yield piece;
  };
  let text = '';
  for await (const piece of decodeText(bytes(), { encoding, supposed })) text += piece;
  return text;
};
const cut = (bytes: Buffer, places: readonly number[]): readonly Buffer[] => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).flatMap((end, n) => (end > at[n]! ? [bytes.subarray(at[n], end)] : []));
};

describe('the text of a file', () => {
  it('that is UTF-8 is that text, wherever it is cut, with signs that somebody has spoilt before', async () => {
    const texts = fc
      .array(fc.constantFrom('a', 'ü', '漢', '😀', '\ufffd', '\ufffd\ufffd', '\n'))
      .map((some) => some.join(''));
    const law = fc.asyncProperty(texts, fc.array(fc.nat()), async (text, places) => {
      expect(await decoded(cut(Buffer.from(text), places))).toBe(text);
    });
    await fc.assert(law);
  });

  it('is marked where bytes are no UTF-8, wherever it is cut, and reads as decoders show it', async () => {
    const pieces = fc.array(fc.constantFrom('61', 'fc', 'c3', 'e6bc', 'efbf', 'ef', 'efbfbd', 'f09f98', 'c3bc'));
    const law = fc.asyncProperty(pieces, fc.array(fc.nat()), async (some, places) => {
      const bytes = Buffer.from(some.join(''), 'hex');
      const text = await decoded(cut(bytes, places));
      expect(shownText(text)).toBe(new TextDecoder('utf-8').decode(bytes));
      const isUtf8 = Buffer.from(new TextDecoder('utf-8').decode(bytes)).equals(bytes);
      expect(text.includes(UNREAD)).toBe(!isUtf8);
    });
    await fc.assert(law);
  });

  it('of a stated encoding is taken at its word, and UTF-16 is known by its mark', async () => {
    expect(await decoded([Buffer.from([0x4d, 0xfc])], false, 'windows-1252')).toBe('Mü');
    expect(await decoded([Buffer.from([0x4d, 0xfc])], false)).toBe('M\ufffd');
    expect(await decoded([Buffer.from('\ufeffMü', 'utf16le')])).toBe('Mü');
    expect(await decoded([])).toBe('');
  });
});
