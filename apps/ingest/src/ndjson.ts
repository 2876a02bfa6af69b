import type { Submitted } from '@rapport/admission';
import { decodeUtf8, invalid, parseJson } from '@rapport/edge';

/** A record of a batch, or why it could not be read; unreadable ones go to quarantine like all other refused input. */
export interface BatchRecord {
  readonly submitted: Submitted;
  readonly unreadable?: 'not-json' | 'line-too-long';
}

/** Longest line; what is longer is refused, and only its head is kept. */
export const LINE_BYTES_MAX = 1024 * 1024;
/** Most that may be blank in a row: a kilobyte of gzip holds a megabyte of blank lines, and reading them is work that yields nothing. */
export const BLANK_BYTES_MAX = LINE_BYTES_MAX;
const HEAD_BYTES = 64 * 1024;
const LINE_FEED = 10;
const INK = /\S/;
const loose = new TextDecoder('utf-8');

/** For who sends nothing, and much of it. */
export const tooBlank = () => invalid('more than 1 MiB of the body are blank lines in a row');

/** One line as a record; null for a blank one. */
export const readLine = (bytes: Uint8Array): BatchRecord | null => {
  let raw: string | undefined;
  try {
    raw = decodeUtf8(bytes);
    if (!INK.test(raw)) return null;
    return { submitted: { value: parseJson(raw), raw } };
  } catch {
    return { submitted: { value: undefined, raw: raw ?? loose.decode(bytes) }, unreadable: 'not-json' };
  }
};

/**
 * Records of a stream of NDJSON, one per line that is not blank, together as their last bytes came: handing each on by itself
 * would cost as much as parsing it. Holds at most one line: an endless line costs no more memory than `LINE_BYTES_MAX` and spoils
 * nothing but itself.
 * @throws Problem 400 where more than `BLANK_BYTES_MAX` in a row are blank lines.
 */
export async function* ndjsonRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly BatchRecord[]> {
  let parts: Buffer[] = [];
  let held = 0;
  let length = 0;
  let blank = 0;
  const take = (part: Buffer): void => {
    length += part.length;
    const room = Math.max(0, LINE_BYTES_MAX - held);
    if (room > 0 && part.length > 0) parts.push(part.length > room ? part.subarray(0, room) : part);
    held += Math.min(part.length, room);
  };
  const finish = (): BatchRecord | null => {
    const bytes = length + 1;
    const record = length === 0 ? null : lineHeld();
    blank = record ? 0 : blank + bytes;
    if (blank > BLANK_BYTES_MAX) throw tooBlank();
    return record;
  };
  const lineHeld = (): BatchRecord | null => {
    const line = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const tooLong = length > LINE_BYTES_MAX;
    parts = [];
    held = length = 0;
    if (!tooLong) return readLine(line);
    const raw = loose.decode(line.subarray(0, HEAD_BYTES));
    return { submitted: { value: undefined, raw }, unreadable: 'line-too-long' };
  };
  for await (const chunk of chunks) {
    const records: BatchRecord[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      take(chunk.subarray(from, end));
      const record = finish();
      if (record) records.push(record);
      from = end + 1;
    }
    take(chunk.subarray(from));
    if (records.length > 0) yield records;
  }
  const last = length > 0 ? finish() : null;
  if (last) yield [last];
}
