import snappy from 'snappyjs';

/** Java writes chunks in a frame of its own: this, two versions, then each chunk behind its length (`SnappyOutputStream` of xerial/snappy-java). */
const FRAME = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const HEADER = FRAME.length + 8;

/** What Snappy has packed, framed or not. @throws Error where it is none or more than `most` octets. */
export const fromSnappy = (packed: Buffer, most: number): Buffer => {
  if (!packed.subarray(0, FRAME.length).equals(FRAME)) return snappy.uncompress(packed, most);
  const chunks: Buffer[] = [];
  let left = most;
  for (let at = HEADER; at < packed.length;) {
    const length = packed.readUInt32BE(at);
    const chunk = snappy.uncompress(packed.subarray(at + 4, at + 4 + length), left);
    left -= chunk.length;
    chunks.push(chunk);
    at += 4 + length;
  }
  return Buffer.concat(chunks);
};
