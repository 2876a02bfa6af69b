import type { Kafka, TopicMessages } from 'kafkajs';
import { openedProducer } from './opened-producer';

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

/** Opens a sender; it connects at `connect`. */
export const openSender = (client: Kafka): Sender => {
  const { producer, answers, silence, during, disconnect } = openedProducer(client);
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
  const { producer, answers, silence, during, disconnect } = openedProducer(client, more);
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
