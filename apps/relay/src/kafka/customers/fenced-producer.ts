import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka, TopicMessages } from 'kafkajs';
import { Partitioners } from '../kafkajs';
import { PRODUCER } from '../producer';

/** Of all who have opened it under one name the last one alone gets anything written. */
export interface FencedProducer {
  /** All of it or nothing, acknowledged by all copies. */
  send(messages: TopicMessages[]): Promise<void>;
  disconnect(): Promise<void>;
}

/** A transaction of somebody who is gone holds up readers of committed records for so long. */
const TRANSACTION_MS = 15_000;
/** Who stops lets what is under way end within this time, so that nobody is held up. */
const ENDING_MS = 2_000;

/**
 * Opens a producer that takes the place of whoever had the name before: what that one still sends, however late, is refused by the
 * brokers. On a compacted topic the last record counts, so one that comes late from a process that was frozen must not be written.
 */
export const fencedProducer = async (client: Kafka, name: string): Promise<FencedProducer> => {
  const producer = client.producer({
    ...PRODUCER,
    transactionalId: name,
    transactionTimeout: TRANSACTION_MS,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  // The client takes the name with its first transaction: it must be taken before anything is read that is to be sent.
  await (await producer.transaction()).abort();
  const write = async (topicMessages: TopicMessages[]): Promise<void> => {
    const transaction = await producer.transaction();
    await transaction.sendBatch({ acks: -1, topicMessages });
    await transaction.commit();
  };
  let written = Promise.resolve();
  return {
    send: (messages) => (written = write(messages)),
    disconnect: async () => {
      await Promise.race([written.catch(() => undefined), pause(ENDING_MS, undefined, { ref: false })]);
      await producer.disconnect();
    },
  };
};
