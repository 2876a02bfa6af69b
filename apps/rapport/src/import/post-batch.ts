import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Advice, say } from '../terminal';

const compress = promisify(gzip);

/** What the instance answers for one event. */
export interface BatchReceipt {
  readonly index: number;
  readonly status: 'accepted' | 'duplicate' | 'conflict' | 'refused';
  readonly eventId?: string;
  readonly position?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly quarantineId?: string | null;
}

interface Answer {
  readonly results: readonly BatchReceipt[];
  readonly incomplete?: { readonly from: number };
}

export interface Target {
  readonly url: string;
  readonly key: string;
  readonly gzip: boolean;
  /** How long to go on trying when the instance is away or busy, in milliseconds. */
  readonly patienceMs: number;
}

/** Trouble that passes: the instance is busy, restarts, or the line broke. Repeating is safe, the ids are the same. */
class Passing extends Error {
  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super(message);
  }
}

const PAUSE_MS = 200;
const PAUSE_MAX_MS = 5_000;
const ANSWER_MAX_MS = 120_000;

const attempt = async ({ url, key, gzip: zipped }: Target, lines: readonly string[]): Promise<Answer> => {
  const text = lines.join('\n');
  const response = await fetch(`${url}/v1/interactions/batch`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-ndjson',
      ...(zipped && { 'content-encoding': 'gzip' }),
    },
    body: zipped ? await compress(text) : text,
    signal: AbortSignal.timeout(ANSWER_MAX_MS),
  }).catch((error: unknown) => {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
    throw new Passing(`nothing answers (${cause})`, 0);
  });
  const answer = await response.text().catch(() => {
    throw new Passing('the connection broke', 0);
  });
  if (response.status === 429 || response.status >= 500)
    throw new Passing(`answered ${response.status}`, Number(response.headers.get('retry-after') ?? 0) * 1_000);
  if (!response.ok) throw new Advice(`${url} answered ${response.status}: ${answer.slice(0, 300)}`);
  try {
    return JSON.parse(answer) as Answer;
  } catch {
    throw new Passing('the answer was cut off', 0);
  }
};

/**
 * Sends events (JSON texts) and gives back a receipt for each, in order. Repeats what has none until the patience is over.
 * @throws Advice when it is, or when the instance refuses the whole request
 */
export const postBatch = async (target: Target, lines: readonly string[]): Promise<readonly BatchReceipt[]> => {
  const receipts: BatchReceipt[] = [];
  let until = performance.now() + target.patienceMs;
  for (let pause = PAUSE_MS; receipts.length < lines.length;) {
    try {
      const { results } = await attempt(target, lines.slice(receipts.length));
      if (results.length === 0) throw new Passing('no receipts came', 0);
      receipts.push(...results);
      until = performance.now() + target.patienceMs;
      pause = PAUSE_MS;
    } catch (error) {
      if (!(error instanceof Passing)) throw error;
      const wait = Math.max(error.waitMs, pause);
      if (performance.now() + wait > until)
        throw new Advice(`${target.url}: ${error.message}. Run the same command again: it goes on where it stopped.`);
      if (pause === PAUSE_MAX_MS) say(`${target.url}: ${error.message}; waiting`);
      await sleep(wait);
      pause = Math.min(pause * 2, PAUSE_MAX_MS);
    }
  }
  return receipts;
};
