import fc from 'fast-check';
import { BLANK_BYTES_MAX, LINE_BYTES_MAX, ndjsonRecords, type BatchRecord } from './ndjson';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
const read = async (bytes: Buffer, sizes: readonly number[] = [65_536]): Promise<BatchRecord[]> => {
  const records: BatchRecord[] = [];
  for await (const piece of ndjsonRecords(cut(bytes, sizes))) records.push(...piece);
  return records;
};

describe('NDJSON', () => {
  it('reads the same records however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.jsonValue({ noUnicodeString: false }), fc.constant(undefined))),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        async (values, sizes) => {
          const text = values.map((value) => (value === undefined ? '' : JSON.stringify(value))).join('\n');
          const records = await read(Buffer.from(text), sizes);
          const wanted = text.split('\n').filter((line) => line !== '');
          // A key that would reach a prototype is refused whole; the line is still there to be kept in quarantine.
          expect(
            records.map(({ submitted, unreadable }) => (unreadable ? submitted.raw : JSON.stringify(submitted.value))),
          ).toEqual(wanted.map((line) => (/"__proto__"/.test(line) ? line : JSON.stringify(JSON.parse(line)))));
          expect(records.filter(({ unreadable }) => unreadable).length).toBeLessThanOrEqual(
            wanted.filter((line) => /"(?:__proto__|constructor)"/.test(line)).length,
          );
        },
      ),
    ));

  it('says which lines it cannot read, with what they were', async () => {
    const records = await read(
      Buffer.concat([Buffer.from('{"a":\n\xff'), Buffer.from([0xff]), Buffer.from('\n{"__proto__":1}\n7')]),
    );
    expect(records.map(({ unreadable }) => unreadable)).toEqual(['not-json', 'not-json', 'not-json', undefined]);
    expect(records[0]!.submitted).toEqual({ value: undefined, raw: '{"a":' });
  });

  it('holds no more of an endless line than it may', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    async function* endless(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent <= LINE_BYTES_MAX * 40; sent += chunk.length) yield chunk;
      yield Buffer.from('\n{"id":1}');
    }
    const before = process.memoryUsage().arrayBuffers;
    const records: BatchRecord[] = [];
    for await (const piece of ndjsonRecords(endless())) records.push(...piece);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * LINE_BYTES_MAX);
    expect(records.map(({ unreadable }) => unreadable)).toEqual(['line-too-long', undefined]);
    expect(records[0]!.submitted.raw).toHaveLength(64 * 1024);
  });

  it('ends where nothing but blank lines come, and lets those pass that stand between records', async () => {
    const blank = Buffer.alloc(BLANK_BYTES_MAX, '\n');
    const some = Buffer.concat([blank, Buffer.from('{"id":1}\n'), blank, Buffer.from('{"id":2}\n'), blank]);
    expect((await read(some)).map(({ submitted }) => submitted.value)).toEqual([{ id: 1 }, { id: 2 }]);
    await expect(read(Buffer.concat([some, Buffer.from('\n')]))).rejects.toMatchObject({ status: 400 });
    const spaces = Buffer.from(' \r\n'.repeat(BLANK_BYTES_MAX / 2));
    await expect(read(spaces)).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
