import type { OwnKafka } from '@rapport/testing';
import type { Consumer, KafkaMessage } from 'kafkajs';
import { clientOf } from './site';

/** A group of consumers that listens while things happen; who is in it comes and goes. */
export interface Listeners {
  /** Everything that any of them heard, as they heard it. */
  readonly heard: readonly KafkaMessage[];
  /** How often the group gave out its partitions anew. */
  rebalances(): number;
  /** One more; resolves when it is in the group. */
  come(): Promise<Consumer>;
}

/** A group that reads a topic as most do: it commits how far it is, and hears again what it had not committed. */
export const listenersOf = (kafka: OwnKafka, topic: string): Listeners => {
  const groupId = kafka.name('listeners');
  const heard: KafkaMessage[] = [];
  let rebalances = 0;
  return {
    heard,
    rebalances: () => rebalances,
    come: async () => {
      const consumer = clientOf(kafka).consumer({
        ...{ groupId, maxWaitTimeInMs: 100, sessionTimeout: 6_000, heartbeatInterval: 300, rebalanceTimeout: 10_000 },
        retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 },
      });
      const joined = new Promise<void>((resolve) =>
        consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
          if (payload.isLeader) rebalances += 1;
          resolve();
        }),
      );
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({ eachMessage: async ({ message }) => void heard.push(message) });
      await joined;
      return consumer;
    },
  };
};
