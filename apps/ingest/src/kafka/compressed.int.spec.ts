import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { GivenIntake, visit } from './given-intake';
import { ingestTopic } from './topics';

const CHUNK = 60;

/** Snappy that saves nothing: literals alone. */
const snappy = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let length = bytes.length;
  for (; length >= 0x80; length >>>= 7) parts.push(Buffer.from([(length & 0x7f) | 0x80]));
  parts.push(Buffer.from([length]));
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const literal = bytes.subarray(at, at + CHUNK);
    parts.push(Buffer.from([(literal.length - 1) << 2]), literal);
  }
  return Buffer.concat(parts);
};

let given: GivenIntake;
beforeAll(async () => void (given = await GivenIntake.open()), 240_000);
afterAll(() => given?.close());

it('takes what a producer has compressed in a way that our client cannot read', async () => {
  const usual = CompressionCodecs[CompressionTypes.Snappy];
  const decompress = jest.fn(() => Promise.reject(new Error('cannot read Snappy')));
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => snappy(buffer),
    decompress,
  });
  const prefix = given.kafka.name('snappy');
  given.topic = ingestTopic({ prefix });
  given.start(given.config(prefix));
  const producer = given.kafka.client.producer();
  await producer.connect();
  try {
    await given.admin(async (admin) => {
      while (!(await admin.listTopics()).includes(given.topic)) await new Promise((done) => setTimeout(done, 200));
    });
    const messages = Array.from({ length: 20 }, (_, n) => visit(`snappy-${n}`, n));
    await producer.send({ topic: given.topic, acks: -1, compression: CompressionTypes.Snappy, messages });
    await given.taken(20);
    expect(await given.log('snappy-')).toHaveLength(20);
    expect(decompress).not.toHaveBeenCalled();
  } finally {
    await producer.disconnect();
    CompressionCodecs[CompressionTypes.Snappy] = usual!;
  }
}, 120_000);
