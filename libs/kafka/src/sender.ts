import type { Kafka, ProducerConfig, TopicMessages } from 'kafkajs';
import { Answers } from './answers';
import { letGo, silenceOf } from './silence';

/** Sends records; when it says that they are sent, all copies have them. One request at a time. */
export interface Sender {
  /** Fails when a broker leaves anything unanswered: from then on nothing is sent any more. */
  readonly silence: Promise<never>;
  connect(): Promise<void>;
  /** @throws NoAnswer, NotAcknowledged, or what the client throws: then some of it may be there, and some not. */
  send(topicMessages: TopicMessages[]): Promise<void>;
  /** Nothing is sent after it, whatever was under way. */
  disconnect(): Promise<void>;
}

/** Nothing overtakes anything, and a request that the client repeats is written once. It does so no more often than it must. */
const SETTINGS = {
  ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
  retry: { retries: 1 },
} as const;

/** Opens a sender; it connects at `connect`. */
export const openSender = (client: Kafka): Sender => {
  const { producer, answers, silence, during, disconnect } = opened(client);
  return {
    ...{ silence, disconnect },
    connect: () => during(producer.connect()),
    send: (topicMessages) => during(answers.whole(() => producer.sendBatch({ acks: -1, topicMessages }))),
  };
};

/**
 * As `openSender`, and what is sent in one call is there as a whole or not at all. Of all who have connected under a name the last one
 * alone gets anything written.
 * @param timeoutMs a transaction of somebody who is gone holds up readers of committed records for so long.
 */
export const openTransactions = (client: Kafka, name: string, timeoutMs: number): Sender => {
  const more = { transactionalId: name, transactionTimeout: timeoutMs };
  const { producer, answers, silence, during, disconnect } = opened(client, more);
  const connect = async (): Promise<void> => {
    await producer.connect();
    // The client takes the name with its first transaction.
    await (await producer.transaction()).abort();
  };
  const send = async (topicMessages: TopicMessages[]): Promise<void> => {
    const transaction = await producer.transaction();
    await answers.whole(() => transaction.sendBatch({ acks: -1, topicMessages }));
    await transaction.commit();
  };
  return { silence, disconnect, connect: () => during(connect()), send: (records) => during(send(records)) };
};

const opened = (client: Kafka, more: ProducerConfig = {}) => {
  const answers = new Answers();
  const { createPartitioner } = answers;
  const producer = client.producer({ ...SETTINGS, ...more, createPartitioner });
  const silence = silenceOf((silent) => producer.on(producer.events.REQUEST_TIMEOUT, silent));
  silence.catch((error: Error) => answers.close(error));
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...{ answers, producer, silence },
    /** What the client is asked, for no longer than it is answered. */
    during: (asked: Promise<void>): Promise<void> => {
      last = asked.catch(() => undefined);
      return Promise.race([silence, asked]);
    },
    disconnect: async (): Promise<void> => {
      answers.close(new Error('the sender was closed'));
      await letGo(() => producer.disconnect());
      // What was under way may have connected once more.
      void last.then(() => producer.disconnect()).catch(() => undefined);
    },
  };
};
