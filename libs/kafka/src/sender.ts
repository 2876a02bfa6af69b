import type { Kafka, ProducerConfig, TopicMessages } from 'kafkajs';
import { Answers } from './answers';

/** Sends records; when it says that they are sent, all copies have them. One request at a time. */
export interface Sender {
  connect(): Promise<void>;
  /** @throws NotAcknowledged, or what the client throws: then some of it may be there, and some not. */
  send(topicMessages: TopicMessages[]): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * Nothing overtakes anything, and a request that the client repeats is written once. It does so no more often than it must: after a silence it
 * asks the same broker again, without looking who leads now.
 */
const SETTINGS = {
  ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
  retry: { retries: 1 },
} as const;

/** Opens a sender; it connects at `connect`. */
export const openSender = (client: Kafka): Sender => {
  const { producer, answers } = opened(client);
  return {
    connect: () => producer.connect(),
    send: (topicMessages) => answers.whole(() => producer.sendBatch({ acks: -1, topicMessages })),
    disconnect: () => producer.disconnect(),
  };
};

/**
 * As `openSender`, and what is sent in one call is there as a whole or not at all. Of all who have connected under a name the last one
 * alone gets anything written.
 * @param timeoutMs a transaction of somebody who is gone holds up readers of committed records for so long.
 */
export const openTransactions = (client: Kafka, name: string, timeoutMs: number): Sender => {
  const { producer, answers } = opened(client, { transactionalId: name, transactionTimeout: timeoutMs });
  return {
    connect: async () => {
      await producer.connect();
      // The client takes the name with its first transaction.
      await (await producer.transaction()).abort();
    },
    send: async (topicMessages) => {
      const transaction = await producer.transaction();
      await answers.whole(() => transaction.sendBatch({ acks: -1, topicMessages }));
      await transaction.commit();
    },
    disconnect: () => producer.disconnect(),
  };
};

const opened = (client: Kafka, more: ProducerConfig = {}) => {
  const answers = new Answers();
  const { createPartitioner } = answers;
  return { answers, producer: client.producer({ ...SETTINGS, ...more, createPartitioner }) };
};
