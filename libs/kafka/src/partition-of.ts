const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/**
 * murmur2 as Java's clients compute it, of a key's UTF-8.
 * Source: org.apache.kafka.common.utils.Utils.murmur2; A. Appleby, MurmurHash2.
 */
const murmur2 = (bytes: Buffer): number => {
  const { length } = bytes;
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let k = Math.imul(bytes.readInt32LE(at), M);
    k = Math.imul(k ^ (k >>> 24), M);
    hash = Math.imul(hash, M) ^ k;
  }
  if (whole < length) {
    for (let at = length - 1; at >= whole; at -= 1) hash ^= bytes[at]! << (8 * (at - whole));
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
};

/** The partition of a key among so many, from 0 on: where Java's clients and all that follow them put it. */
export const partitionOf = (key: Buffer | string, partitions: number): number =>
  (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % partitions;
