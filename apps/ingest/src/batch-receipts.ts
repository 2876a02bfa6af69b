import type { Admission, Receipt, Writer } from '@rapport/admission';
import { Problem, SMALL_BODY_BYTES, bodyOf, toProblem } from '@rapport/edge';
import type { BatchRecord } from './ndjson';
import { patiently } from './store-answers';

const CHUNK_EVENTS = 500;
const CHUNK_TEXT_MAX = 1024 * 1024;
const REST_MS = 200;
const PATIENCE_MS = 10_000;
const UNREADABLE = {
  'not-json': 'the line is not JSON, or has a member called __proto__',
  'line-too-long': 'the line is longer than 1 MiB; its beginning is kept',
} as const;

/** Records as they come, some together. */
type Pieces = AsyncIterable<readonly BatchRecord[]>;
/** Waits for room for a part of a body of so many bytes; gives back what frees it. */
type Hold = (bytes: number) => Promise<() => void>;

/**
 * Groups records so that one append carries many and memory stays bounded. What came waits no longer than `REST_MS` for
 * company: a sender that speaks slowly has its events recorded, and receipts for them, while it speaks. A group of large ones waits for
 * room before more of it is read, and holds it until the next group is asked for.
 */
export async function* chunked(pieces: Pieces, hold?: Hold): AsyncGenerator<readonly BatchRecord[]> {
  const coming = pieces[Symbol.asyncIterator]();
  let chunk: BatchRecord[] = [];
  let text = 0;
  let rest = restOf();
  let free: (() => void) | undefined;
  const isFull = (): boolean => chunk.length >= CHUNK_EVENTS || text >= CHUNK_TEXT_MAX;
  try {
    for (let next = coming.next(); ;) {
      const got = await (chunk.length === 0 ? next : Promise.race([next, rest.over]));
      if (got?.done) break;
      if (got) next = coming.next();
      // Whoever takes a chunk may take long: what fails meanwhile is met by the next turn.
      next.catch(() => undefined);
      for (const record of got?.value ?? []) {
        if (chunk.length === 0) rest.begin();
        chunk.push(record);
        text += record.submitted.raw?.length ?? 0;
        if (!isFull()) continue;
        rest.end();
        yield chunk;
        free?.();
        free = undefined;
        [chunk, text, rest] = [[], 0, restOf()];
      }
      if (text > SMALL_BODY_BYTES) free ??= await hold?.(CHUNK_TEXT_MAX);
      if (got || chunk.length === 0) continue;
      rest.end();
      yield chunk;
      free?.();
      free = undefined;
      [chunk, text, rest] = [[], 0, restOf()];
    }
    if (chunk.length > 0) yield chunk;
  } finally {
    rest.end();
    free?.();
    // Not waited for: it ends when the body does.
    coming.return?.().catch(() => undefined);
  }
}

const restOf = () => {
  let timer: NodeJS.Timeout | undefined;
  let done: (value: undefined) => void;
  const over = new Promise<undefined>((resolve) => (done = resolve));
  return {
    over,
    begin: () => void (timer = setTimeout(() => done(undefined), REST_MS)),
    end: () => clearTimeout(timer),
  };
};

/** A receipt as the answer of a batch shows it, in JSON. Ids and positions have nothing that JSON escapes. */
const resultText = (index: number, receipt: Receipt, { unreadable }: BatchRecord): string => {
  const { status } = receipt;
  if (status === 'refused') {
    const { code, detail, quarantineId } = receipt;
    const why = unreadable ? { code: unreadable, reason: UNREADABLE[unreadable] } : { code, reason: detail };
    return JSON.stringify({ index, status, ...why, quarantineId });
  }
  const { eventId } = receipt;
  return status === 'conflict'
    ? JSON.stringify({ index, status, eventId, reason: receipt.detail })
    : `{"index":${index},"status":"${status}","eventId":"${eventId}","position":"${receipt.position}"}`;
};

const countAll = (receipts: readonly Receipt[], counted: BatchRun['counted']): void => {
  const counts = new Map<Receipt['status'], number>();
  for (const { status } of receipts) counts.set(status, (counts.get(status) ?? 0) + 1);
  counts.forEach((count, status) => counted(status, count));
};

/** What a batch needs to be admitted. */
export interface BatchRun {
  readonly admission: Pick<Admission, 'admit'>;
  readonly by: Writer;
  readonly requestId: string;
  /** Ids of events that bring none: this and the index. */
  readonly idempotencyKey: string | null;
  readonly counted: (status: Receipt['status'], count: number) => void;
  readonly hold?: Hold | undefined;
}

/**
 * The answer's text, piece by piece, each after its events are durable. The reader's pace is the pace of the work: no more
 * is read from the request than the client has taken receipts for. Chunks are admitted one after the other, because a
 * customer's events keep their order.
 * When the store gives up after receipts have gone out, the answer ends with `incomplete`: the events from
 * `incomplete.from` on have no receipt, and the client sends them again.
 */
export async function* receiptText(records: Pieces, run: BatchRun): AsyncGenerator<string> {
  let index = 0;
  let comma = '';
  yield '{"results":[';
  try {
    for await (const chunk of chunked(records, run.hold)) {
      const first = index;
      const inputs = chunk.map(({ submitted }, offset) =>
        run.idempotencyKey === null
          ? submitted
          : { ...submitted, defaultId: `${run.idempotencyKey}/${first + offset}` },
      );
      const receipts = await patiently(() => run.admission.admit(inputs, run.by), PATIENCE_MS);
      let text = '';
      receipts.forEach((receipt, offset) => {
        text += comma + resultText(first + offset, receipt, chunk[offset]!);
        comma = ',';
      });
      countAll(receipts, run.counted);
      index += chunk.length;
      yield text;
    }
  } catch (error) {
    if (index === 0) throw error;
    const problem: Problem = toProblem(error);
    yield `],"incomplete":${JSON.stringify({ from: index, ...bodyOf(problem, run.requestId) })}}`;
    return;
  }
  yield ']}';
}
