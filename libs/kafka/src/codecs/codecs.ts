import type { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { fromLz4 } from './lz4';
import { fromSnappy } from './snappy';
import { fromZstd } from './zstd';

/** A batch that would be larger than this is none that a broker has from an honest producer: it has a megabyte unless told otherwise. */
const MOST = 256 * 1024 * 1024;

type Unpack = (packed: Buffer, most: number) => Buffer;

/** We never pack: what we write is small, and the broker packs it if it is told to. */
const reading = (unpack: Unpack) => () => ({
  compress: () => Promise.reject(new Error('we write without compression')),
  decompress: async (packed: Buffer): Promise<Buffer> => unpack(packed, MOST),
});

/** Has kafkajs, which knows gzip alone, read whatever else producers use. */
export const readAllCodecs = (codecs: typeof CompressionCodecs, types: typeof CompressionTypes): void => {
  codecs[types.Snappy] = reading(fromSnappy);
  codecs[types.LZ4] = reading(fromLz4);
  codecs[types.ZSTD] = reading(fromZstd);
};
