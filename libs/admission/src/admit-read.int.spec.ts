import { BookmarkLost, type EventStore, type Hold, StoreBusy, memoryEventStore } from '@rapport/event-store';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Untaken } from './admit-read';
import { admissionOn, purchase, writer, type GivenAdmission } from './given';

let database: FreshDatabase;
let store: EventStore;
let given: GivenAdmission;
let hold: Hold;
let told: Untaken[];
let placeWhenTold: string[];

beforeAll(async () => void (database = await freshDatabase()));
beforeEach(async () => {
  store = memoryEventStore();
  given = await admissionOn(database.pool, { store });
  hold = await store.bookmarks.take('a topic/0');
  [told, placeWhenTold] = [[], []];
});
afterAll(() => database.drop());

const place = async (): Promise<string> => (await store.bookmarks.list('a topic/0'))[0]!.place;
const read = (values: readonly unknown[], to: string) =>
  given.admission.admitRead(
    values.map((value) => ({ value, raw: JSON.stringify(value) })),
    writer,
    {
      ...{ move: { hold, to }, takeovers: 0 },
      untaken: async (those) => {
        told.push(...those);
        placeWhenTold.push(await place());
      },
    },
  );
const kept = async (): Promise<readonly (string | null)[]> => {
  const entries = await Promise.all(told.map(({ quarantineId }) => given.admission.quarantine.find(quarantineId!)));
  return entries.map((entry) => entry!.raw);
};

describe('what is read elsewhere', () => {
  it('is admitted, and the bookmark moves with it', async () => {
    const [one, two] = [purchase(), purchase()];
    expect((await read([one, two, one], '3')).map(({ status }) => status)).toEqual([
      'accepted',
      'accepted',
      'duplicate',
    ]);
    expect([await place(), told, (await given.events()).length]).toEqual(['3', [], 2]);
  });

  it('is kept where it is refused, and its reader knows before the bookmark moves past it', async () => {
    const bad = { ...purchase(), type: 'NoSuchType' };
    const receipts = await read([purchase(), bad, purchase({ source: 'forbidden/x' })], '3');
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'refused', 'refused']);
    expect(told.map(({ index, code }) => [index, code])).toEqual([
      [1, 'unknown-type'],
      [2, 'source-forbidden'],
    ]);
    expect([placeWhenTold, await place()]).toEqual([[''], '3']);
    expect((await kept())[0]).toBe(JSON.stringify(bad));
  });

  it('moves the bookmark where nothing is to be recorded', async () => {
    await read(['nothing of the kind'], '1');
    expect([await place(), told.length]).toEqual(['1', 1]);
    await read([], '2');
    expect(await place()).toBe('2');
  });

  it('is kept where its id is known with another content, before the bookmark moves', async () => {
    const first = purchase();
    const changed = { ...first, data: { orderId: 'other', currency: 'EUR', amount: '1' } };
    await read([first], '1');
    const receipts = await read([purchase(), changed], '3');
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'conflict']);
    expect([told.map(({ code }) => code), placeWhenTold, await place()]).toEqual([['id-conflict'], ['1'], '3']);
    expect(await kept()).toEqual([JSON.stringify(changed)]);
  });

  it('is passed by nobody who was taken over from, and what the store did not take is read again', async () => {
    const before = hold;
    hold = await store.bookmarks.take('a topic/0');
    const current = hold;
    hold = before;
    await expect(read([purchase()], '1')).rejects.toThrow(BookmarkLost);
    expect([await place(), (await given.events()).length]).toEqual(['', 0]);
    hold = current;
    const busy: EventStore = { ...store, append: async () => Promise.reject(new StoreBusy(1)) };
    given = await admissionOn(database.pool, { store: busy });
    await expect(read([purchase(), 'bad'], '2')).rejects.toThrow(StoreBusy);
    expect([await place(), told.length]).toEqual(['', 1]);
  });
});
