import type { KafkaMessage } from 'kafkajs';
import { chunksOf } from './each-batch';

const MIB = 1024 * 1024;
const records = (sizes: readonly (number | null)[]): readonly KafkaMessage[] =>
  sizes.map((size, offset) => ({
    ...{ key: null, timestamp: '0', attributes: 0, offset: String(offset), headers: {} },
    value: size === null ? null : Buffer.alloc(size),
  }));
const countsOf = (sizes: readonly (number | null)[]): readonly number[] => {
  const all = records(sizes);
  const chunks = chunksOf(all);
  expect(chunks.flat()).toEqual(all);
  return chunks.map(({ length }) => length);
};

it('takes records together up to a number and a size, whatever comes first', () => {
  expect(countsOf([])).toEqual([]);
  expect(countsOf([null])).toEqual([1]);
  expect(countsOf([0, null, 5])).toEqual([3]);
  expect(countsOf(Array.from({ length: 1_001 }, () => null))).toEqual([500, 500, 1]);
  expect(countsOf([null, 3 * MIB, MIB, 1, 5 * MIB, null])).toEqual([3, 1, 1, 1]);
});
