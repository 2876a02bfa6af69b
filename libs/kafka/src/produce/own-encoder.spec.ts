import fc from 'fast-check';
import type { Message } from 'kafkajs';
import { crc32c } from './crc32c';
import { encodeProduce, type ProduceRequest } from './encode-produce';
import { produceOf, withOwnEncoder, type ProduceModule } from './own-encoder';

const NOW = 1_764_000_000_000;
const field: fc.Arbitrary<Buffer | string> = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.uint8Array({ maxLength: 300 }).map((of) => Buffer.from(of))); // prettier-ignore
const message: fc.Arbitrary<Message> = fc.record({
  key: fc.option(field, { nil: null }),
  value: fc.option(field, { nil: null }),
  timestamp: fc.integer({ min: NOW - 10 ** 11, max: NOW }).map(String),
  headers: fc.dictionary(fc.string({ unit: 'binary', maxLength: 80 }), fc.oneof(field, fc.array(field, { maxLength: 3 })), { maxKeys: 15 }), // prettier-ignore
});
const topicData = fc.array(
  fc.record({
    topic: fc.stringMatching(/^[a-z.]{1,40}$/),
    partitions: fc.array(
      fc.record({
        partition: fc.nat(1_000),
        firstSequence: fc.nat(),
        messages: fc.array(message, { minLength: 1, maxLength: 90 }),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 3 },
);
const request: fc.Arbitrary<ProduceRequest> = fc.record({
  ...{ acks: fc.constantFrom(-1, 1), timeout: fc.nat(), topicData },
  ...{ transactionalId: fc.option(fc.string({ maxLength: 30 }), { nil: null }), producerEpoch: fc.nat(32_767) },
  producerId: fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }),
  compression: fc.constant(0),
});

/** The client's own table, untouched and changed. */
const tables = (): readonly [ProduceModule, ProduceModule] => {
  const { protocol } = produceOf();
  const own = { protocol };
  withOwnEncoder(own);
  return [{ protocol }, own];
};

describe('our encoder of what is written to Kafka', () => {
  it.each([3, 5, 7])('writes the same bytes as the client in version %s', async (version) => {
    const [theirs, ours] = tables();
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const [expected, found] = await Promise.all(
          [theirs, ours].map(({ protocol }) => protocol({ version })(asked).request.encode()),
        );
        expect(found!.buffer.equals(expected!.buffer)).toBe(true);
        expect(found!.buf.subarray(0, found!.buffer.length).equals(found!.buffer)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is at work in the client that we open', async () => {
    const before = produceOf().protocol;
    await import('../kafkajs');
    expect(produceOf().protocol).not.toBe(before);
  });

  it('leaves the request itself, its answer, compressed and older forms to the client', async () => {
    const [theirs, ours] = tables();
    const asked = { acks: -1, timeout: 1, topicData: [] };
    for (const [version, compression] of [
      [2, 0],
      [7, 1],
    ] as const) {
      // prettier-ignore
      const described = ours.protocol({ version })({ ...asked, compression });
      expect(String(described.request.encode)).toBe(String(theirs.protocol({ version })({ ...asked, compression }).request.encode)); // prettier-ignore
    }
    const [before, after] = [theirs, ours].map(({ protocol }) => protocol({ version: 7 })(asked));
    expect({ ...after!.request, encode: null, expectResponse: null }).toEqual({ ...before!.request, encode: null, expectResponse: null }); // prettier-ignore
    expect(after!.response).toBe(before!.response);
  });

  it('gives records without a time that of the request, and times their distance from the earliest', () => {
    const messages = [{ value: 'a', timestamp: String(NOW - 5) }, { value: 'b' }];
    const bytes = encodeProduce({ acks: -1, timeout: 1, topicData: [{ topic: 't', partitions: [{ partition: 0, messages }] }] }, NOW); // prettier-ignore
    const batch = bytes.length - bytes.readInt32BE(bytes.indexOf(Buffer.from([0, 0, 0, 0, 0, 0, 0, 0])) - 4);
    expect([bytes.readBigInt64BE(batch + 27), bytes.readBigInt64BE(batch + 35)]).toEqual([
      BigInt(NOW - 5),
      BigInt(NOW),
    ]);
  });
});

it.each([
  ['', 0],
  ['123456789', 0xe3069283],
  ['\0'.repeat(32), 0x8a9136aa],
])('sums %j as RFC 3720 does', (text, sum) => {
  const bytes = Buffer.from(`xx${text}yyy`);
  expect(crc32c(bytes, 2, bytes.length - 3)).toBe(sum);
});
