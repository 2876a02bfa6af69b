import { randomUUID } from 'node:crypto';
import { type EventStore, StoreClosed } from '@rapport/event-store';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { postgresEventStore } from '../index';

const MB = 1024 * 1024;
const never = new AbortController().signal;

describe('a scan of PostgreSQL', () => {
  let database: FreshDatabase;
  let store: EventStore;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await postgresEventStore(database.url);
    const sizes = [1, 7, 3, 3, 3, 3, 1];
    for (const size of sizes) {
      const event = {
        id: randomUUID(),
        type: 'A',
        body: JSON.stringify({ text: 'ü'.repeat((size * MB) / 2) }),
        fingerprint: '',
      };
      await store.append([{ stream: 'customer-a', expected: 'any', events: [event] }]);
    }
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('ends a stretch before its bodies are too many', async () => {
    const { position: upTo } = await store.head();
    const stretches = [];
    for await (const { events, count } of store.scan({ after: null, upTo }, never)) {
      stretches.push(events.map(({ body }) => Math.round(Buffer.byteLength(body) / MB)));
      expect(count).toBe(events.length);
    }
    expect(stretches).toEqual([
      [1, 7],
      [3, 3, 3],
      [3, 1],
    ]);
  });

  it('says that it was cut short by the end of the store, so that nobody takes a part for the whole', async () => {
    const { position: upTo } = await store.head();
    const other = await postgresEventStore(database.url);
    const scan = other.scan({ after: null, upTo }, never)[Symbol.asyncIterator]();
    await scan.next();
    await other.close();
    await expect(scan.next()).rejects.toBeInstanceOf(StoreClosed);
  });
});
