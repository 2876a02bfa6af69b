import { createRequire } from 'node:module';
import { type Aborted, type Fetched, abortedOf } from './aborted';

interface Partition {
  abortedTransactions?: readonly Aborted[] | null;
  readonly messages: readonly Fetched[];
}

interface Answer {
  readonly responses: readonly { readonly partitions: readonly Partition[] }[];
}

/** The client's own table of one request. Exported for its spec. */
export interface FetchModule {
  protocol: (of: { readonly version: number }) => (request: unknown) => {
    readonly response: { readonly decode: (bytes: Buffer) => Promise<Answer> };
  };
}

/**
 * Has the client leave out what producers took back. Its own filter takes a record whose key is the number 0 for the end of a transaction,
 * and expects transactions in the order in which they began, where brokers name them in the order in which they ended: either way it hands
 * out records that were never committed. Ours marks them as Kafka's own, so they are passed over and still counted as read.
 */
export const withOwnFilter = (fetch: FetchModule): void => {
  const original = fetch.protocol;
  fetch.protocol = (of) => {
    const described = original(of);
    return (asked) => {
      const { response, ...rest } = described(asked);
      const decode = async (bytes: Buffer): Promise<Answer> => {
        const answer = await response.decode(bytes);
        for (const { partitions } of answer.responses) for (const partition of partitions) leaveOut(partition);
        return answer;
      };
      return { ...rest, response: { ...response, decode } };
    };
  };
};

const leaveOut = (partition: Partition): void => {
  const { abortedTransactions, messages } = partition;
  if (!abortedTransactions || abortedTransactions.length === 0) return;
  for (const record of abortedOf(messages, abortedTransactions)) record.isControlRecord = true;
  partition.abortedTransactions = [];
};

/** The table of the client that is loaded. */
export const fetchOf = (): FetchModule => {
  const ofClient = createRequire(createRequire(import.meta.url).resolve('kafkajs'));
  return ofClient('./src/protocol/requests/fetch/index.js') as FetchModule;
};
