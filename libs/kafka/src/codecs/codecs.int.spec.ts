import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import snappy from 'snappyjs';
import { eventually, kafkaForTests, type TestKafka } from '@rapport/testing';
import { kafkaClient } from '../client';

/** A frame of LZ4 whose one block is not packed: by itself, as Kafka wants blocks, and up to 64 KiB (lz4_Frame_format.md). */
const lz4 = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length + 0x80000000);
  return Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]), length, bytes, Buffer.alloc(4)]);
};

/** A frame of Zstandard whose one block is not packed (RFC 8878, 3.1.1). */
const zstd = (bytes: Buffer): Buffer => {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(bytes.length, 5);
  header.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([header, bytes]);
};

let kafka: TestKafka;
beforeAll(async () => void (kafka = await kafkaForTests()), 240_000);

it.each([
  ['Snappy', CompressionTypes.Snappy, (bytes: Buffer) => snappy.compress(bytes)],
  ['LZ4', CompressionTypes.LZ4, lz4],
  ['ZSTD', CompressionTypes.ZSTD, zstd],
] as const)(
  'reads from a broker what was written to it with %s',
  async (name, type, pack) => {
    const { decompress } = CompressionCodecs[type]();
    const topic = kafka.name(`packed-${name.toLowerCase()}`);
    const [admin, producer] = [kafka.client.admin(), kafka.client.producer()];
    const reader = kafkaClient({ brokers: kafka.brokers, tls: false, login: null }, 'spec');
    const consumer = reader.consumer({ groupId: kafka.name(`reader-${name}`), maxWaitTimeInMs: 200 });
    const unpacked = jest.fn(decompress);
    CompressionCodecs[type] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => pack(buffer),
      decompress: unpacked,
    });
    const seen: string[] = [];
    try {
      await Promise.all([admin, producer, consumer].map((one) => one.connect()));
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] });
      const messages = Array.from({ length: 500 }, (_, n) => ({ value: `order ${n} of a customer` }));
      await producer.send({ topic, acks: -1, compression: type, messages });
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({ eachMessage: async ({ message }) => void seen.push(String(message.value)) });
      await eventually(() => expect(seen).toEqual(messages.map(({ value }) => value)), 30_000);
      expect(unpacked).toHaveBeenCalled();
    } finally {
      CompressionCodecs[type] = () => ({ decompress });
      await Promise.all([admin, producer, consumer].map((one) => one.disconnect()));
    }
  },
  60_000,
);
