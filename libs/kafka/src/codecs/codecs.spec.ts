import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import lz4 from 'lz4js';
import snappy from 'snappyjs';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { readAllCodecs } from './codecs';
import { fromLz4 } from './lz4';
import { fromSnappy } from './snappy';
import { fromZstd } from './zstd';

const packed = (name: string): Buffer => readFileSync(join(__dirname, 'packed', name));
const lines = Array.from({ length: 60 }, (_, n) => `{"id":"order-${n}","amount":"${n * 7}.50"}\n`).join('');
const TEXT = Buffer.from(lines + 'x'.repeat(200_000));
const MOST = 1_000_000;

/** As Java frames them. */
const framed = (chunks: readonly Buffer[]): Buffer => {
  const parts = chunks.flatMap((chunk) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    return [length, chunk];
  });
  return Buffer.concat([Buffer.from('\x82SNAPPY\0\0\0\0\x01\0\0\0\x01', 'latin1'), ...parts]);
};

it.each([
  ['snappy.bin', fromSnappy, TEXT.subarray(0, 3_000)],
  ['blocks.lz4', fromLz4, TEXT],
  ['linked.lz4', fromLz4, TEXT],
  ['sized.zst', fromZstd, TEXT],
  ['unsized.zst', fromZstd, TEXT],
] as const)('reads what others have packed, and refuses what is cut, spoilt or too large: %s', (name, unpack, held) => {
  const bytes = packed(name);
  expect(unpack(bytes, MOST).equals(held)).toBe(true);
  expect(unpack(bytes, held.length).equals(held)).toBe(true);
  expect(() => unpack(bytes, held.length - 1)).toThrow();
  expect(() => unpack(Buffer.from('no such thing'), MOST)).toThrow();
});

it('reads Snappy with and without the frame that Java puts around it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 5 }), (parts) => {
      const chunks = parts.map((part) => Buffer.from(part));
      const all = Buffer.concat(chunks);
      expect(fromSnappy(snappy.compress(all), MOST).equals(all)).toBe(true);
      const frame = framed(chunks.map((chunk) => snappy.compress(chunk)));
      expect(fromSnappy(frame, all.length).equals(all)).toBe(true);
      expect(() => fromSnappy(frame, all.length - 1)).toThrow();
      expect(() => fromSnappy(frame.subarray(0, -1), MOST)).toThrow();
    }),
  );
});

it('reads LZ4 of whatever is packed, and refuses a frame that holds another amount than it says', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), (part) => {
      const frame = Buffer.from(lz4.compress(part));
      expect(fromLz4(frame, 10_000_000).equals(Buffer.from(part))).toBe(true);
    }),
  );
  for (const size of [TEXT.length - 1, TEXT.length + 1]) {
    const says = packed('linked.lz4');
    says.writeUInt32LE(size, 6);
    expect(() => fromLz4(says, MOST)).toThrow('another size');
  }
  expect(() => fromLz4(packed('checked.lz4'), MOST)).toThrow('checksum of each block');
});

it('has kafkajs read them', async () => {
  readAllCodecs(CompressionCodecs, CompressionTypes);
  const { decompress, compress } = CompressionCodecs[CompressionTypes.ZSTD]();
  expect((await decompress(packed('sized.zst'))).equals(TEXT)).toBe(true);
  await expect(compress()).rejects.toThrow('without compression');
});
