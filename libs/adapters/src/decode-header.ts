/** Octets as Node gives them, one a character; none of them controls anything. */
const OCTETS = /^[\x20-\x7e\x80-\xff]*$/;
const ASCII = /^[\x20-\x7e]*$/;
const fatal = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a header field of the HTTP binding: quotes around it are taken off, `%XX` are decoded once, as UTF-8. UTF-8 that stands there
 * as it is, which the binding does not allow and the SDK for Go writes, is read as such: nothing else can be meant.
 * @throws RangeError when it is none, without a word of it
 */
export const decodeHeader = (value: string): string => {
  if (!OCTETS.test(value)) throw new RangeError('holds control characters; percent-encode them');
  const text = /^"(.*)"$/.exec(value)?.[1]?.replace(/\\(.)/g, '$1') ?? value;
  if (!text.includes('%') && ASCII.test(text)) return text;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const [, hex] = /^%([0-9a-fA-F]{2})/.exec(text.slice(at, at + 3)) ?? [];
    bytes.push(hex === undefined ? text.charCodeAt(at) : Number.parseInt(hex, 16));
    if (hex !== undefined) at += 2;
  }
  try {
    return fatal.decode(Uint8Array.from(bytes));
  } catch {
    throw new RangeError('is not UTF-8, percent-encoded or as it is');
  }
};
