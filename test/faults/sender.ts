import { setTimeout as pause } from 'node:timers/promises';
import { randomOf, type Sent, interaction } from './mixed-load';

/** What a client knows of what it sent, kept outside the system under test. */
export interface History {
  /** Event ids by the source's id, as acknowledged. */
  readonly acknowledged: Map<string, { eventId: string; position: string }>;
  /** Sent, and never answered: may be there once or not at all. */
  readonly unknown: Map<string, Sent>;
  /** Answers that broke a promise. */
  readonly broken: string[];
}

export interface Sender {
  /** Requests on their way right now. */
  inFlight(): number;
  stop(): Promise<void>;
}

/** Who is refused, or finds nobody, waits a moment as clients do. */
const FAILED_PAUSE_MS = 50;

interface Receipt {
  readonly status: string;
  readonly eventId: string;
  readonly position: string;
}

const isDone = (receipt: Receipt): boolean => receipt.status === 'accepted' || receipt.status === 'duplicate';

/** Sends without pause on several connections, singles and batches, and repeats what was never answered with the same id. */
export const startSending = (url: string, key: string, history: History, seed: number): Sender => {
  const random = randomOf(seed);
  const abort = new AbortController();
  let inFlight = 0;
  let stopped = false;
  const note = (sent: Sent, receipt: Receipt): void => {
    const first = history.acknowledged.get(sent.id);
    if (!isDone(receipt)) return void history.broken.push(`${sent.id}: ${JSON.stringify(receipt)}`);
    if (first && first.position !== receipt.position)
      history.broken.push(`${sent.id} was at ${first.position}, now at ${receipt.position}`);
    history.acknowledged.set(sent.id, receipt);
    history.unknown.delete(sent.id);
  };
  /** True when there was an answer with receipts. */
  const post = async (batch: readonly Sent[]): Promise<boolean> => {
    for (const sent of batch) if (!history.acknowledged.has(sent.id)) history.unknown.set(sent.id, sent);
    inFlight += 1;
    try {
      const single = batch.length === 1;
      const response = await fetch(`${url}/v1/interactions${single ? '' : '/batch'}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(single ? batch[0] : batch),
        signal: abort.signal,
      });
      if (!response.ok) return false;
      const body = (await response.json()) as Receipt & { results: Receipt[] };
      if (single) note(batch[0]!, { ...body, status: response.status === 201 ? 'accepted' : body.status });
      else body.results.forEach((receipt, index) => note(batch[index]!, receipt));
      return true;
    } catch {
      return false; // never answered: stays unknown until it is repeated
    } finally {
      inFlight -= 1;
    }
  };
  const repeat = (): Sent[] => [...history.unknown.values()].slice(0, 20);
  const again = (): Sent[] => {
    const ids = [...history.acknowledged.keys()];
    const id = ids[Math.floor(random() * ids.length)];
    return id === undefined ? [] : [interaction(Number(id.split('-')[1]), seedOf(id))];
  };
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const dice = random();
      const old = dice < 0.2 ? repeat() : dice < 0.3 ? again() : [];
      const size = dice > 0.7 ? 1 : 1 + Math.floor(random() * 60);
      const batch = old.length > 0 ? old : Array.from({ length: size }, () => interaction(nextSerial(), seed));
      if (!(await post(batch))) await pause(FAILED_PAUSE_MS);
    }
  };
  const running = Array.from({ length: 6 }, loop);
  return {
    inFlight: () => inFlight,
    stop: async () => {
      stopped = true;
      setTimeout(() => abort.abort(), 2_000).unref();
      await Promise.all(running);
    },
  };
};

/** Sends again what was never answered, until all of it is; what the answers said, by the source's id. */
export const repeatUnknown = async (
  url: string,
  key: string,
  history: History,
): Promise<ReadonlyMap<string, string>> => {
  const statuses = new Map<string, string>();
  const open = [...history.unknown.values()];
  for (let from = 0; from < open.length; from += 500) {
    const part = open.slice(from, from + 500);
    const response = await fetch(`${url}/v1/interactions/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(part),
    });
    const { results = [] } = (await response.json()) as { results?: Receipt[] };
    for (const [index, receipt] of results.entries()) {
      const { id } = part[index]!;
      statuses.set(id, receipt.status);
      if (!isDone(receipt)) continue;
      history.acknowledged.set(id, receipt);
      history.unknown.delete(id);
    }
  }
  return statuses;
};

let serial = 0;
const nextSerial = (): number => (serial += 1);
const seedOf = (id: string): number => Number(id.split('-')[0]);
