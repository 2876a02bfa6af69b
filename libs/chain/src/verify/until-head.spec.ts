import { setTimeout as pause } from 'node:timers/promises';
import { memoryEventStore, type EventStore, type StoredEvent } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { readAll, write } from '../world/history';
import { untilHead } from './until-head';

const take = async (batches: AsyncIterable<readonly StoredEvent[]>): Promise<readonly StoredEvent[]> => {
  const all: StoredEvent[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
};
const filled = async (): Promise<EventStore> => {
  const store = memoryEventStore({ batch: 3 });
  await write(store, seededRandom(1), 10);
  return store;
};

it('reads a log to the end that it had, however much comes meanwhile', async () => {
  const store = await filled();
  const head = await store.head();
  const all = await readAll(store);
  await write(store, seededRandom(2), 5);
  expect(await take(untilHead(store, null, head))).toEqual(all);
  expect(await take(untilHead(store, all[6]!.position, head))).toEqual(all.slice(7));
  expect(await take(untilHead(store, head.position, head))).toEqual([]);
});

it('does not take a slow log for one that was cut', async () => {
  const store = await filled();
  const follow: EventStore['follow'] = async function* (after, signal) {
    for await (const batch of store.follow(after, signal)) {
      await pause(40);
      yield batch;
    }
  };
  const slow = { find: store.find, follow };
  expect(await take(untilHead(slow, null, await store.head(), 5))).toHaveLength(10);
});

it('does not take a slow log for one that ends there, when its last event is gone as well', async () => {
  const store = await filled();
  const all = await readAll(store);
  const head = { ...(await store.head()), position: all[8]!.position };
  const follow: EventStore['follow'] = async function* (after, signal) {
    for await (const batch of store.follow(after, signal)) {
      await pause(15);
      yield batch;
    }
  };
  const found: EventStore['find'] = async (ids) => {
    await pause(5);
    return store.find(ids);
  };
  expect(await take(untilHead({ find: found, follow }, null, head, 5))).toHaveLength(9);
});

it('ends where a log ends whose head promises more', async () => {
  const store = await filled();
  const head = await store.head();
  const beyond = {
    ...head,
    position: head.position.replace(/\d$/, '9'),
    eventId: '6f0c1a52-5b7e-5d0a-9c3e-2f1b8a7d6e54',
  };
  expect(await take(untilHead(store, null, beyond, 5))).toHaveLength(10);
  const early = { ...beyond, eventId: (await readAll(store))[2]!.id };
  expect(await take(untilHead(store, null, early, 5))).toHaveLength(10);
  expect(await take(untilHead(store, null, { ...head, eventId: null }, 5))).toEqual([]);
});
