import { wholeBody } from '@rapport/edge';
import { batchRecords } from './batch-body';

const bytes = async function* (text: string, each: number): AsyncGenerator<Buffer> {
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += each) yield all.subarray(at, at + each);
};
const whole = (chunks: AsyncIterable<Buffer>): Promise<Buffer> => wholeBody({ headers: {} }, chunks, 1_000);
const read = async (text: string, each: number): Promise<unknown[]> => {
  const values: unknown[] = [];
  for await (const records of batchRecords(bytes(text, each), undefined, whole))
    values.push(...records.map(({ submitted }) => submitted.value));
  return values;
};

describe('a batch that comes byte by byte', () => {
  it.each([1, 2, 3, 100])('is read with a mark at its beginning, %d at a time', async (each) => {
    expect(await read('\ufeff [{"a":1},{"a":2}]', each)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('\ufeff\n{"a":1}\n{"a":2}', each)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each([1, 100])('is none when it is neither a list nor lines, %d at a time', async (each) =>
    expect(read('\ufeff"x"', each)).rejects.toMatchObject({ code: 'invalid-request' }),
  );

  it('is none when it begins with a megabyte of nothing, and not read on', async () => {
    let chunks = 0;
    const nothing = async function* (): AsyncGenerator<Buffer> {
      for (; chunks < 1_000; chunks++) yield Buffer.alloc(65_536, '\n');
    };
    for (const type of [undefined, 'application/x-ndjson']) {
      chunks = 0;
      await expect(batchRecords(nothing(), type, whole).next()).rejects.toMatchObject({ code: 'invalid-request' });
      expect(chunks).toBeLessThan(20);
    }
  });
});
