import { type KafkaMessage, ConfigResourceTypes } from 'kafkajs';
import { eventually } from '../eventually';
import { type TestKafka, kafkaForTests } from './kafka-for-tests';

/** Sends some records by an idempotent producer. */
const send = async ({ client }: TestKafka, topic: string, values: readonly (string | null)[]): Promise<void> => {
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    const messages = values.map((value, n) => ({ key: 'k', value, headers: { n: String(n) } }));
    await producer.send({ topic, acks: -1, messages });
  } finally {
    await producer.disconnect();
  }
};

/** Reads the topic from its beginning as a group of its own, until `count` records are there. */
const read = async ({ client, name }: TestKafka, topic: string, count: number): Promise<readonly KafkaMessage[]> => {
  const consumer = client.consumer({ groupId: name('reader'), maxWaitTimeInMs: 200 });
  const seen: KafkaMessage[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void seen.push(message) });
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(count), 30_000);
  } finally {
    await consumer.disconnect();
  }
  return seen;
};

describe('kafkajs and the Kafka of the tests', () => {
  let kafka: TestKafka;
  beforeAll(async () => void (kafka = await kafkaForTests()), 240_000);

  it('understand each other: topics with settings, idempotent sends, groups, headers and tombstones', async () => {
    const topic = kafka.name('proof');
    const admin = kafka.client.admin();
    await admin.connect();
    try {
      const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
      const replicationFactor = 1;
      await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor, configEntries }] });
      const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['cleanup.policy'] }];
      const described = await admin.describeConfigs({ resources, includeSynonyms: false });
      expect(described.resources[0]!.configEntries[0]!.configValue).toBe('compact');
      await send(kafka, topic, ['a', 'b', null]);
      const records = await read(kafka, topic, 3);
      expect(records.map(({ value, headers }) => [value?.toString() ?? null, headers!['n']!.toString()])).toEqual([
        ['a', '0'],
        ['b', '1'],
        [null, '2'],
      ]);
    } finally {
      await admin.disconnect();
    }
  });

  it('do not make topics by themselves', async () =>
    await expect(send(kafka, kafka.name('unmade'), ['a'])).rejects.toThrow(/topic-partition/));
});
