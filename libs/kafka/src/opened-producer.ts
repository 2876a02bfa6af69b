import type { Kafka, ProducerConfig } from 'kafkajs';
import { Answers } from './answers';
import { letGo, silenceOf } from './silence';

/** Nothing overtakes anything, and a request that the client repeats is written once. It does so no more often than it must. */
const SETTINGS = {
  ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
  retry: { retries: 1 },
} as const;

/** A producer that is given up with the first request that nobody answers, and sends nothing afterwards. */
export const openedProducer = (client: Kafka, more: ProducerConfig = {}) => {
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
