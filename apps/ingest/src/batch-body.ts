import { decodeUtf8, invalid, parseJson } from '@rapport/edge';
import { BLANK_BYTES_MAX, ndjsonRecords, tooBlank, type BatchRecord } from './ndjson';

const NDJSON_TYPE = /^application\/(?:x-)?(?:ndjson|jsonl|json-lines|jsonlines)\b/i;
const FIRST_SIGN = /[^\t\n\r \u{feff}]/u;

/**
 * Records of a batch body, as many together as came together: NDJSON when its Content-Type says so or it begins with an object, else one JSON array.
 * Content types are often wrong, so the bytes have the last word.
 * @throws Problem 400 when it is neither, or begins with more than `BLANK_BYTES_MAX` of nothing, and what `whole` throws, which reads an array
 *   (a stream is read piece by piece, and has no limit).
 */
export async function* batchRecords(
  body: AsyncIterable<Buffer>,
  contentType: string | undefined,
  whole: (chunks: AsyncIterable<Buffer>) => Promise<Buffer>,
): AsyncGenerator<readonly BatchRecord[]> {
  if (NDJSON_TYPE.test(contentType ?? '')) return yield* ndjsonRecords(body);
  const chunks = body[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let bytes = 0;
  let sign: string | undefined;
  // A sign may come in parts, also the mark at the beginning of a text.
  const decoder = new TextDecoder('utf-8');
  while (sign === undefined) {
    const next = await chunks.next();
    if (next.done) break;
    bytes += next.value.length;
    if (bytes - next.value.length > BLANK_BYTES_MAX) throw tooBlank();
    head.push(next.value);
    sign = FIRST_SIGN.exec(decoder.decode(next.value, { stream: true }))?.[0];
  }
  const rest = rejoin(head, chunks);
  if (sign === '{') return yield* ndjsonRecords(rest);
  if (sign !== '[') throw invalid('a batch is a JSON array, or NDJSON: one interaction a line');
  const values = parseJson(decodeUtf8(await whole(rest))) as readonly unknown[];
  yield values.map((value) => ({ submitted: { value } }));
}

async function* rejoin(head: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
