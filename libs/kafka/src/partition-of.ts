const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/** Where a key that comes as text is written to: a buffer for each key cost more than its hash. */
let scratch = Buffer.alloc(1_024);

const asBytes = (key: string): readonly [Buffer, number] => {
  // No character takes more than three bytes, counted as JavaScript counts them.
  if (key.length * 3 > scratch.length) scratch = Buffer.alloc(key.length * 3);
  return [scratch, scratch.write(key)];
};

/**
 * murmur2 as Java's clients compute it, of a key's UTF-8.
 * Source: org.apache.kafka.common.utils.Utils.murmur2; A. Appleby, MurmurHash2.
 */
const murmur2 = (bytes: Buffer, length: number): number => {
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    let k = Math.imul(word, M);
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
export const partitionOf = (key: Buffer | string, partitions: number): number => {
  const [bytes, length] = typeof key === 'string' ? asBytes(key) : [key, key.length];
  return (murmur2(bytes, length) & 0x7fffffff) % partitions;
};
