import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { partitionOf } from './partition-of';

const metadataOf = (partitions: number) =>
  Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [0], isr: [0] },
  }));

describe('the partition of a key', () => {
  const theirs = kafkajs.Partitioners.DefaultPartitioner();
  const keys = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.uuid(),
    fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes)),
  );

  it('is that of kafkajs, for any key and any number of partitions', () =>
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 200 }), (key, partitions) => {
        const partitionMetadata = metadataOf(partitions);
        expect(partitionOf(key, partitions)).toBe(
          theirs({ topic: 't', partitionMetadata, message: { key, value: null } }),
        );
      }),
    ));

  // Known answers of Java's client: UtilsTest.testMurmur2, made positive.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is that of Java', (key, hash) => {
    const many = 2 ** 31 - 1;
    expect(partitionOf(key, many)).toBe((hash & 0x7fffffff) % many);
  });
});
