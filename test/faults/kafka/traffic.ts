import { setTimeout as pause } from 'node:timers/promises';
import { openSender } from '@rapport/kafka';
import { until } from '../../e2e/program';
import { type Site, clientOf } from './site';

/** How many people there are: each comes by one way only, and has one identifier, so one key in Kafka. */
export const PEOPLE = 20;
const AT_ONCE = 20;
const PAUSE_MS = 300;

/** What clients sent, kept outside the system under test. */
export interface Traffic {
  /** Ids that were acknowledged, by HTTP (`h-…`) or by Kafka (`k-…`). */
  readonly acknowledged: ReadonlySet<string>;
  /** Requests on their way right now. */
  inFlight(): number;
  /** Waits until something was acknowledged that was not sent before now, by either way. */
  flows(): Promise<void>;
  stop(): Promise<void>;
}

/** The number in an id; its person is `number % PEOPLE`. */
export const numberOf = (id: string): number => Number(id.slice(2));

const visit = (id: string): Record<string, unknown> => ({
  ...{ id, source: 'pos/berlin-3', channel: 'store', type: 'StoreVisited' },
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: `${id[0]}-${numberOf(id) % PEOPLE}` }],
  data: { store: 'berlin-3' },
});

/** Sends by HTTP and into the topic of the intake, without pause, and repeats what had no answer until it has one: so each way is in order. */
export const startTraffic = async ({ kafka, client, prefix }: Site): Promise<Traffic> => {
  let sender = openSender(clientOf(kafka));
  const topic = `${prefix}.ingest.v1`;
  const acknowledged = new Set<string>();
  let inFlight = 0;
  let stopped = false;
  const counts = { h: 0, k: 0 };
  const way = async (letter: 'h' | 'k', send: (ids: readonly string[]) => Promise<boolean>): Promise<void> => {
    for (let from = 0; !stopped; from += AT_ONCE) {
      const ids = Array.from({ length: AT_ONCE }, (_, n) => `${letter}-${from + n}`);
      inFlight += 1;
      while (!(await send(ids).catch(() => false))) await pause(50);
      inFlight -= 1;
      counts[letter] += 1;
      for (const id of ids) acknowledged.add(id);
      await pause(PAUSE_MS);
    }
  };
  const byHttp = async (ids: readonly string[]): Promise<boolean> => {
    const lines = ids.map((id) => JSON.stringify(visit(id))).join('\n');
    const { status, body } = await client.send('POST', '/v1/interactions/batch', lines);
    return status === 200 && body.results.every((one: { status: string }) => /^(accepted|duplicate)$/.test(one.status));
  };
  const byKafka = async (ids: readonly string[]): Promise<boolean> => {
    const messages = ids.map((id) => ({ key: `c${numberOf(id) % PEOPLE}`, value: JSON.stringify(visit(id)) }));
    try {
      await sender.send([{ topic, messages }]);
      return true;
    } catch {
      // Some of it may be there: it is sent once more, by a client that knows nothing of before.
      await sender.disconnect().catch(() => undefined);
      await (sender = openSender(clientOf(kafka))).connect();
      return false;
    }
  };
  await sender.connect();
  const running = Promise.all([way('h', byHttp), way('k', byKafka)]);
  return {
    acknowledged,
    inFlight: () => inFlight,
    flows: async () => {
      const { h, k } = counts;
      await until('both ways go on', () => counts.h > h + 1 && counts.k > k + 1, 120_000);
    },
    stop: async () => {
      stopped = true;
      await running;
      await sender.disconnect();
    },
  };
};
