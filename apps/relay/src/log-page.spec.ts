import { EpochMismatch, memoryEventStore, type EventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, eventIdOf } from '@rapport/events';
import { logPage } from './log-page';

const HANDLE = '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10';
const tell = async (store: EventStore, from: number, count: number, note = ''): Promise<void> => {
  const events = Array.from({ length: count }, (_, n) => {
    const type = (from + n) % 3 === 0 ? 'ItemReturned' : 'PurchaseMade';
    const body = {
      ...{ id: `${from + n}`, source: 'spec', channel: 'store', type, v: 1, occurredAt: '2026-11-20T16:00:00.000Z' },
      ...{
        handle: HANDLE,
        handles: [],
        sealed: {},
        data: { orderId: `${from + n}`, currency: 'EUR', amount: '1', note },
      },
    };
    return { id: eventIdOf('spec', body.id), type, body: canonicalJson(body), fingerprint: '' };
  });
  await store.append([{ stream: customerStream(HANDLE), expected: 'any', events }]);
};

describe('a page of the log', () => {
  let store: EventStore;
  beforeEach(() => void (store = memoryEventStore({ batch: 4 })));
  afterEach(() => store.close());
  const ids = ({ events }: { events: readonly { id: string }[] }): number[] => events.map(({ id }) => Number(id));

  it('of an empty log is empty', async () =>
    expect(await logPage(store, null, 10)).toMatchObject({ events: [], next: null, atEnd: true }));

  it('goes on where the one before ended, to the end and not beyond', async () => {
    await tell(store, 0, 10);
    const first = await logPage(store, null, 6);
    expect([ids(first), first.atEnd]).toEqual([[0, 1, 2, 3, 4, 5], false]);
    const rest = await logPage(store, first.next, 6);
    expect([ids(rest), rest.atEnd]).toEqual([[6, 7, 8, 9], true]);
    expect(rest.next).toBe(rest.head);
    const nothing = await logPage(store, rest.next, 6);
    expect([ids(nothing), nothing.next, nothing.atEnd]).toEqual([[], rest.next, true]);
    await tell(store, 10, 2);
    expect(ids(await logPage(store, rest.next, 6))).toEqual([10, 11]);
  });

  it('of large events is short, and goes on where it ended', async () => {
    await tell(store, 0, 10, 'x'.repeat(600_000));
    const first = await logPage(store, null, 10);
    expect([ids(first), first.atEnd]).toEqual([[0, 1, 2, 3], false]);
    expect(first.text).toBeGreaterThan(2_400_000);
    expect(ids(await logPage(store, first.next, 10))).toEqual([4, 5, 6, 7]);
  });

  it('of some types goes past the others', async () => {
    await tell(store, 0, 10);
    const page = await logPage(store, null, 10, { type: new Set(['ItemReturned']) });
    expect([ids(page), page.next === page.head]).toEqual([[0, 3, 6, 9], true]);
    const none = await logPage(store, null, 10, { channel: new Set(['call']) });
    expect([none.events, none.next, none.atEnd]).toEqual([[], none.head, true]);
  });

  it('looks at so many events and no more', async () => {
    for (let n = 0; n < 6; n++) await tell(store, n * 4_000, 4_000);
    const page = await logPage(store, null, 10, { channel: new Set(['call']) });
    expect([page.events.length, page.atEnd, page.next?.endsWith('20000')]).toEqual([0, false, true]);
    expect((await logPage(store, page.next, 10, { channel: new Set(['call']) })).atEnd).toBe(true);
  });

  it('refuses a position of another history', async () => {
    await tell(store, 0, 1);
    const other = (await store.head()).position.replace(/^.{8}/, 'ffffffff');
    await expect(logPage(store, other, 1)).rejects.toThrow(EpochMismatch);
  });
});
