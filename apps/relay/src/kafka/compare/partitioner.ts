import { Partitioners } from '../kafkajs';

/** Where the client puts a key. */
export const partitionerOf = (topic: string, partitions: number): ((key: string) => number) => {
  const partitioner = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [0], isr: [0] },
  }));
  const known = new Map<string, number>();
  return (key) => {
    const partition = known.get(key) ?? partitioner({ topic, partitionMetadata, message: { key, value: null } });
    known.set(key, partition);
    return partition;
  };
};
