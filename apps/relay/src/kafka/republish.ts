import { randomUUID } from 'node:crypto';
import { kafkaClient, openSender } from '@rapport/kafka';
import { type LogFilter, passes } from '../log-filter';
import { upToHead } from './compare/log-facts';
import type { CompareDeps } from './compare/opened-topic';
import { sendingsOf } from './log-outlet';
import { type Sending, type Topics, inRequests, recordBytesMax } from './outlet';
import { ensurePrivate } from './private-topic';

/** Which part of the log is told once more, and where. */
export interface Republication {
  /** A topic that is not one of the public ones. */
  readonly topic: string;
  /** Only what comes after this position; null = from the beginning. */
  readonly after: string | null;
  /** Up to and including this position; null = where the log ends now. */
  readonly until: string | null;
  readonly filter: LogFilter;
  /** Also into a topic that holds records already. */
  readonly append: boolean;
}

/** What was told. */
export interface Republished {
  /** Names the run: the header `replay` of each record. */
  readonly replay: string;
  readonly topic: string;
  readonly records: number;
  /** Everything up to here was looked at; null = nothing. */
  readonly position: string | null;
}

/**
 * Tells a range of the log once more, on a private topic: the same records as on the public ones, keys and order included, each
 * with a header that says that it is a replay.
 * @param progress hears how far it is after each batch.
 * @throws TopicFault when the topic is public or not fit; EpochMismatch when a position is of another history.
 */
export const republish = async (
  { config, store, pool }: Omit<CompareDeps, 'erased'>,
  { topic, after, until, filter, append }: Republication,
  progress: (position: string, records: number) => void,
): Promise<Republished> => {
  const client = kafkaClient(config, 'rapport-republish');
  const [admin, replay] = [client.admin(), randomUUID()];
  const sender = openSender(client);
  let [records, previous] = [0, after];
  try {
    await admin.connect();
    const known = await ensurePrivate(admin, config, topic, append);
    await sender.connect();
    const bytesMax = recordBytesMax(new Map([['interactions', known]]) as Topics);
    for await (const facts of upToHead(store, after, until ?? undefined)) {
      const within = until === null ? facts : facts.filter(({ position }) => position <= until);
      const wanted = new Set(within.filter((fact) => passes(filter, fact)).map(({ position }) => position));
      const all = await sendingsOf(pool, within, previous, bytesMax);
      const sendings = all.filter(({ message }) => wanted.has(String(message.headers!['position'])));
      for (const request of inRequests(sendings, bytesMax))
        await sender.send([{ topic, messages: request.map((one) => marked(one, replay)) }]);
      records += sendings.length;
      previous = within.at(-1)?.position ?? previous;
      if (previous !== null) progress(previous, records);
    }
    return { replay, topic, records, position: previous };
  } finally {
    await sender.disconnect().catch(() => undefined);
    await admin.disconnect().catch(() => undefined);
  }
};

const marked = ({ message }: Sending, replay: string): Sending['message'] => ({
  ...message,
  headers: { ...message.headers, replay },
});
