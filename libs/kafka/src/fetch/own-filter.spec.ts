import { type Aborted, type Fetched, abortedOf } from './aborted';
import { fetchOf, withOwnFilter, type FetchModule } from './own-filter';

const key = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
};
let offset = 0;
beforeEach(() => void (offset = 0));
const record = (producerId: string, more: Partial<Fetched> = {}): Fetched => ({
  ...{ offset: String(offset++), key: null, isControlRecord: false },
  batchContext: { producerId, inTransaction: producerId !== 'plain' },
  ...more,
});
const ABORT = { isControlRecord: true, key: key(0) };
const COMMIT = { isControlRecord: true, key: key(1) };
const offsetsOf = (records: readonly Fetched[], aborted: readonly Aborted[]): readonly number[] =>
  abortedOf(records, aborted).map((one) => Number(one.offset));

describe('records of transactions that were taken back', () => {
  it('are none of another producer, of a later transaction, or outside of any', () => {
    const all = [
      ...[record('a'), record('b'), record('plain'), record('a', ABORT)],
      ...[record('b', COMMIT), record('a'), record('a', COMMIT)],
    ];
    expect(offsetsOf(all, [{ producerId: 'a', firstOffset: '0' }])).toEqual([0]);
    expect(offsetsOf(all, [])).toEqual([]);
  });

  it('are not ended by a record whose key is the number 0', () => {
    const all = [record('a', { key: key(0) }), record('a'), record('plain', { key: key(0) }), record('a'), record('a', ABORT)]; // prettier-ignore
    expect(offsetsOf(all, [{ producerId: 'a', firstOffset: '0' }])).toEqual([0, 1, 3]);
  });

  it('are found where transactions overlap and are named in the order of their ends', () => {
    const all = [record('a'), record('b'), record('b', ABORT), record('a'), record('a', ABORT)];
    const ended = [{ producerId: 'b', firstOffset: '1' }, { producerId: 'a', firstOffset: '0' }]; // prettier-ignore
    expect(offsetsOf(all, ended)).toEqual([0, 1, 3]);
  });

  it('are found where reading begins in the middle of several', () => {
    offset = 50;
    const all = [record('b'), record('a'), record('c'), record('a', ABORT), record('b', ABORT), record('c', COMMIT)];
    const began = [{ producerId: 'a', firstOffset: '10' }, { producerId: 'b', firstOffset: '20' }]; // prettier-ignore
    expect(offsetsOf(all, began)).toEqual([50, 51]);
  });
});

it('has the client pass over them, and over no other record', async () => {
  const messages = [record('a'), record('plain'), record('a', ABORT)];
  const partition = { abortedTransactions: [{ producerId: 'a', firstOffset: '0' }], messages };
  const kept = { messages: [record('plain')], abortedTransactions: [] };
  const answer = { responses: [{ partitions: [partition, kept, { messages: [] }] }] };
  const response = { decode: async () => answer, parse: () => 'theirs' };
  const table: FetchModule = { protocol: () => () => ({ request: 'as it was', response }) };
  withOwnFilter(table);
  const described = table.protocol({ version: 11 })({});
  expect({ ...described, response: { ...described.response, decode: null } }).toEqual({
    ...{ request: 'as it was', response: { ...response, decode: null } },
  });
  expect(await described.response.decode(Buffer.alloc(0))).toBe(answer);
  expect(messages.map(({ isControlRecord }) => isControlRecord)).toEqual([true, false, true]);
  expect(partition.abortedTransactions).toEqual([]);
  expect(kept.messages[0]!.isControlRecord).toBe(false);
});

it('is at work in the client that we open', async () => {
  const before = fetchOf().protocol;
  await import('../kafkajs');
  expect(fetchOf().protocol).not.toBe(before);
});
