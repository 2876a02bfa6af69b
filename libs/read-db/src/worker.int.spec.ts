import { memoryEventStore } from '@rapport/event-store';
import { eventually, freshDatabase, type FreshDatabase } from '@rapport/testing';
import { Feed } from './feed';
import type { Lane } from './lane';
import { openReadDb } from './open-read-db';
import { ALL_SLICES } from './slices';
import { appendOf, type Told } from './world/story';
import { Worker } from './worker';

const told = (id: string): Told => ({
  ...{ id, type: 'PurchaseMade', handles: ['userId1'], occurredAt: '2026-01-01T00:00:00.000Z' },
  data: { orderId: id, currency: 'EUR', amount: '1.00' },
});

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await (await openReadDb(database.url, [])).destroy();
});
afterAll(() => database.drop());

it('makes one of lanes that have come to stand at one place, once nothing comes', async () => {
  const store = memoryEventStore();
  const stop = new AbortController();
  const { signal } = stop;
  const at = new Map([['one', ''], ['two', '']]); // prettier-ignore
  let held = true;
  const lane = (names: readonly string[]): Lane => ({
    projections: names.map((name) => ({ name, version: 1 })),
    range: ALL_SLICES,
    from: { position: at.get(names[0]!)!, eventId: null },
    take: async (facts) => {
      if (held && names.includes('two')) throw new Error('not yet');
      const { position, eventId } = facts.at(-1)!;
      for (const name of names) at.set(name, position);
      return { position, eventId };
    },
  });
  const opened: number[] = [];
  const open = async (): Promise<readonly Lane[]> => {
    const lanes = at.get('one') === at.get('two') && !held ? [lane(['one', 'two'])] : [lane(['one']), lane(['two'])];
    opened.push(lanes.length);
    return lanes;
  };
  const { pool } = database;
  const worker = new Worker('lanes', open, {
    ...{ pool, store, feed: new Feed(store, signal), owner: 'me', ttlMs: 300, log: () => undefined, signal },
    regroupMs: 200,
  });
  const ended = worker.run();
  await store.append([appendOf(0, told('a'))]);
  await eventually(() => expect(at.get('one')).not.toBe(''));
  await new Promise((done) => setTimeout(done, 500));
  expect([at.get('two'), opened]).toEqual(['', [2]]);
  held = false;
  await eventually(() => expect(opened).toEqual([2, 1]));
  expect(at.get('two')).toBe(at.get('one'));
  await new Promise((done) => setTimeout(done, 500));
  expect(opened).toEqual([2, 1]);
  stop.abort();
  await ended;
});
