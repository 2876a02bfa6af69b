import type { Admission, Receipt } from '@rapport/admission';
import { StoreBusy } from '@rapport/event-store';
import { receiptText, type BatchRun } from './batch-receipts';
import type { BatchRecord } from './ndjson';

const accepted: Receipt = { status: 'accepted', eventId: 'e', position: 'p', handle: 'h' };
const runOf = (admit: Admission['admit']): BatchRun => ({
  admission: { admit },
  by: { keyId: 'k', mayWrite: () => true },
  requestId: 'r',
  idempotencyKey: null,
  counted: () => undefined,
});

/** Records on demand, so many together, and how many were asked for. */
const source = (count: number, together = 1) => {
  const taken = { count: 0 };
  const records = async function* (): AsyncGenerator<readonly BatchRecord[]> {
    while (taken.count < count) {
      const size = Math.min(together, count - taken.count);
      const piece = Array.from({ length: size }, (_, nth) => ({ submitted: { value: taken.count + nth } }));
      yield piece;
      taken.count += size;
    }
  };
  return { taken, records: records() };
};
const all = async (text: AsyncIterable<string>): Promise<any> => {
  let whole = '';
  for await (const piece of text) whole += piece;
  return JSON.parse(whole);
};

describe('the receipts of a batch', () => {
  it.each([1, 7, 500, 617, 5_000])(
    'come in order, 500 events to an append, with %i coming together',
    async (together) => {
      const sizes: number[] = [];
      const values: unknown[] = [];
      const { records } = source(1_234, together);
      const run = runOf(async (inputs) => {
        sizes.push(inputs.length);
        values.push(...inputs.map(({ value }) => value));
        return inputs.map(() => accepted);
      });
      const { results } = await all(receiptText(records, run));
      expect(sizes).toEqual([500, 500, 234]);
      expect(values).toEqual([...Array(1_234).keys()]);
      expect(results.map(({ index }: { index: number }) => index)).toEqual([...Array(1_234).keys()]);
    },
  );

  it('of large events wait for room before more is read, which the next group no longer has', async () => {
    const raw = 'x'.repeat(200 * 1024);
    let taken = 0;
    const records = async function* (): AsyncGenerator<readonly BatchRecord[]> {
      for (; taken < 12; taken += 1) yield [{ submitted: { value: taken, raw } }];
    };
    const log: string[] = [];
    const sizes: number[] = [];
    const run = runOf(async (inputs) => {
      sizes.push(inputs.length);
      log.push('admitted');
      return inputs.map(() => accepted);
    });
    const hold = async (bytes: number): Promise<() => void> => {
      const before = taken;
      await new Promise((resolve) => setImmediate(resolve));
      // One more may be on its way.
      expect(taken - before).toBeLessThanOrEqual(1);
      log.push(`held ${bytes}`);
      return () => void log.push('freed');
    };
    expect((await all(receiptText(records(), { ...run, hold }))).results).toHaveLength(12);
    expect(sizes).toEqual([6, 6]);
    expect(log).toEqual(['held 1048576', 'admitted', 'freed', 'held 1048576', 'admitted', 'freed']);
  });

  it('say of each event what became of it, and count them', async () => {
    const counts: unknown[] = [];
    const receipts: readonly Receipt[] = [
      accepted,
      { ...accepted, status: 'duplicate' },
      { status: 'conflict', eventId: 'e', detail: 'another "content"' },
      { status: 'refused', code: 'bad-id', detail: 'id "\n"', quarantineId: null },
      accepted,
    ];
    const run = { ...runOf(async () => receipts), counted: (...count: unknown[]) => void counts.push(count) };
    expect(await all(receiptText(source(5).records, run))).toEqual({
      results: [
        { index: 0, status: 'accepted', eventId: 'e', position: 'p' },
        { index: 1, status: 'duplicate', eventId: 'e', position: 'p' },
        { index: 2, status: 'conflict', eventId: 'e', reason: 'another "content"' },
        { index: 3, status: 'refused', code: 'bad-id', reason: 'id "\n"', quarantineId: null },
        { index: 4, status: 'accepted', eventId: 'e', position: 'p' },
      ],
    });
    expect(counts).toEqual([
      ['accepted', 2],
      ['duplicate', 1],
      ['conflict', 1],
      ['refused', 1],
    ]);
  });

  it('come while a slow sender speaks, and one failure in its body ends them', async () => {
    const records = async function* (): AsyncGenerator<readonly BatchRecord[]> {
      yield [{ submitted: { value: 1 } }];
      yield [{ submitted: { value: 2 } }];
      await new Promise((done) => setTimeout(done, 1_000));
      yield [{ submitted: { value: 3 } }];
      throw new Error('the client went away');
    };
    const sizes: number[] = [];
    const run = runOf(async (inputs) => (sizes.push(inputs.length), inputs.map(() => accepted)));
    const { results, incomplete } = await all(receiptText(records(), run));
    expect(sizes).toEqual([2]);
    expect(results).toHaveLength(2);
    expect(incomplete).toMatchObject({ from: 2 });
  });

  it('are not made faster than somebody reads them', async () => {
    const { records, taken } = source(1_000_000);
    const text = receiptText(
      records,
      runOf(async (inputs) => inputs.map(() => accepted)),
    );
    await text.next();
    await text.next();
    await text.next();
    expect(taken.count).toBeLessThanOrEqual(1_000);
    await text.return(undefined);
  });

  it('end with what is missing when the store gives up half-way', async () => {
    let call = 0;
    const { records } = source(1_500);
    const run = runOf(async (inputs) => {
      if (++call === 3) throw new Error('gone');
      return inputs.map(() => accepted);
    });
    const { results, incomplete } = await all(receiptText(records, run));
    expect(results).toHaveLength(1_000);
    expect(incomplete).toMatchObject({ from: 1_000, status: 500, instance: 'urn:uuid:r' });
    expect(JSON.stringify(incomplete)).not.toContain('gone');
  });

  it('are a plain failure when nothing was recorded', async () => {
    const run = runOf(async () => Promise.reject(new Error('gone')));
    await expect(all(receiptText(source(3).records, run))).rejects.toThrow('gone');
  });

  it('wait while the store is busy', async () => {
    let call = 0;
    const run = runOf(async (inputs) => {
      if (++call < 3) throw new StoreBusy(9);
      return inputs.map(() => accepted);
    });
    expect((await all(receiptText(source(2).records, run))).results).toHaveLength(2);
  });
});
