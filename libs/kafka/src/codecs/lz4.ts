import lz4 from 'lz4js';

/** In the descriptor of a frame, behind its magic number. */
const DESCRIPTOR = 4;
const BLOCK_CHECKSUMS = 0x10;
const SIZED = 0x08;

/** What an LZ4 frame holds. @throws Error where it is none, says a false size, or is more than `most` octets. */
export const fromLz4 = (frame: Buffer, most: number): Buffer => {
  // No producer of Kafka writes them, and the library takes them for data.
  if ((frame[DESCRIPTOR]! & BLOCK_CHECKSUMS) !== 0) throw new Error('LZ4 with a checksum of each block is not read');
  const into = Buffer.alloc(Math.min(lz4.decompressBound(frame), most));
  const size = lz4.decompressFrame(frame, into);
  const isSized = (frame[DESCRIPTOR]! & SIZED) !== 0;
  if (size > into.length || (isSized && size < into.length))
    throw new Error('another size than the frame says, or more than is read');
  return into.subarray(0, size);
};
