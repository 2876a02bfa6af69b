import { setTimeout as pause } from 'node:timers/promises';
import { type Sender, openTransactions } from '@rapport/kafka';
import type { Kafka } from 'kafkajs';

/** Of all who have opened it under one name the last one alone gets anything written. */
export type FencedProducer = Pick<Sender, 'send' | 'disconnect'>;

/** A transaction of somebody who is gone holds up readers of committed records for so long. */
const TRANSACTION_MS = 15_000;
/** Who stops lets what is under way end within this time, so that nobody is held up. */
const ENDING_MS = 2_000;

/**
 * Opens a producer that takes the place of whoever had the name before: what that one still sends, however late, is refused by the
 * brokers. On a compacted topic the last record counts, so one that comes late from a process that was frozen must not be written.
 */
export const fencedProducer = async (client: Kafka, name: string): Promise<FencedProducer> => {
  const sender = openTransactions(client, name, TRANSACTION_MS);
  // The name must be taken before anything is read that is to be sent.
  await sender.connect();
  let written = Promise.resolve();
  return {
    send: (messages) => (written = sender.send(messages)),
    disconnect: async () => {
      await Promise.race([written.catch(() => undefined), pause(ENDING_MS, undefined, { ref: false })]);
      await sender.disconnect();
    },
  };
};
