import type { TestKafka } from '@rapport/testing';
import type { Consumer, KafkaMessage } from 'kafkajs';

/** A client that begins now and reads on: from given offsets, or from the beginning. */
export const subscribe = async (
  kafka: TestKafka,
  topic: string,
  from: readonly { readonly partition: number; readonly offset: string }[],
  take: (message: KafkaMessage) => void,
): Promise<Consumer> => {
  const consumer = kafka.client.consumer({ groupId: kafka.name('begin'), maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  void consumer.run({ eachMessage: async ({ message }) => take(message) });
  for (const { partition, offset } of from) consumer.seek({ topic, partition, offset });
  return consumer;
};
