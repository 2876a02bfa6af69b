import { Decompress } from 'fzstd';

/** What Zstandard has packed. @throws Error where it is none or more than `most` octets. */
export const fromZstd = (packed: Buffer, most: number): Buffer => {
  const chunks: Uint8Array[] = [];
  let left = most;
  const stream = new Decompress((chunk) => {
    left -= chunk.length;
    if (left < 0) throw new Error(`more than ${most} octets once unpacked`);
    chunks.push(chunk);
  });
  stream.push(packed, true);
  return Buffer.concat(chunks);
};
