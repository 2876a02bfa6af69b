/** Stands where bytes are no text; no text has it, because Unicode keeps U+FFFF free for ever. */
export const UNREAD = '\uffff';
/** What decoders put there, and what a file has that another program has spoilt already: that one can be read. */
const SPOILT = '\ufffd';
const SPOILT_BYTES = Buffer.from(SPOILT);

/** The text as people are shown it. */
export const shownText = (text: string): string => text.replaceAll(UNREAD, SPOILT);

const BYTE_ORDER_MARKS = { fffe: 'utf-16le', feff: 'utf-16be' } as Readonly<Record<string, string>>;

/** How the bytes of a file are to be understood. */
export interface Encoding {
  /** WHATWG label: utf-8, windows-1252, … */
  readonly encoding: string;
  /** Nobody said the encoding: UTF-16 is known by its mark, and what is no UTF-8 becomes `UNREAD`. */
  readonly supposed: boolean;
}

/** The text of a file, piece by piece. A stated encoding is taken at its word. */
export const decodeText = async function* (
  bytes: AsyncIterable<Uint8Array>,
  { encoding, supposed }: Encoding,
): AsyncGenerator<string> {
  let take: ((chunk: Buffer) => string) | undefined;
  for await (const chunk of bytes) {
    const wide = supposed ? BYTE_ORDER_MARKS[Buffer.from(chunk.subarray(0, 2)).toString('hex')] : undefined;
    take ??= supposed && !wide ? utf8() : stated(wide ?? encoding);
    yield take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }
  if (take) yield take(Buffer.alloc(0));
};

const stated = (encoding: string): ((chunk: Buffer) => string) => {
  const decoder = new TextDecoder(encoding);
  return (chunk) => decoder.decode(chunk, { stream: chunk.length > 0 });
};

/** An empty chunk is the end. */
const utf8 = (): ((chunk: Buffer) => string) => {
  const decoder = new TextDecoder('utf-8');
  let held = Buffer.alloc(0);
  const decode = (piece: Buffer, stream: boolean): string => decoder.decode(piece, { stream });
  return (chunk) => {
    const last = chunk.length === 0;
    const all = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    const whole = last ? all.length : all.length - beginningOfSpoilt(all);
    held = Buffer.from(all.subarray(whole));
    let text = '';
    let from = 0;
    for (let at; (at = all.indexOf(SPOILT_BYTES, from)) >= 0 && at < whole; from = at + SPOILT_BYTES.length) {
      text += decode(all.subarray(from, at), true).replaceAll(SPOILT, UNREAD);
      // Its first byte ends an unfinished sign before it, which is a fault; the sign itself is none.
      text += decode(SPOILT_BYTES, true).slice(0, -1).replaceAll(SPOILT, UNREAD) + SPOILT;
    }
    return text + decode(all.subarray(from, whole), !last).replaceAll(SPOILT, UNREAD);
  };
};

/** Bytes at the end that may be the beginning of the sign: they wait for what follows. */
const beginningOfSpoilt = (bytes: Buffer): number =>
  [2, 1].find((count) => bytes.length >= count && bytes.subarray(-count).equals(SPOILT_BYTES.subarray(0, count))) ?? 0;
