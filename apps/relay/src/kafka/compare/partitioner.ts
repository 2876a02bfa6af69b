import { partitionOf } from '@rapport/kafka';

/** Where a key goes among so many partitions; what was worked out is kept. */
export const partitionerOf = (partitions: number): ((key: string) => number) => {
  const known = new Map<string, number>();
  return (key) => {
    const partition = known.get(key) ?? partitionOf(key, partitions);
    known.set(key, partition);
    return partition;
  };
};
