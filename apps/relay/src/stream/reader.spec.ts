import { type EventStore, memoryEventStore } from '@rapport/event-store';
import { HANDLE, numbersIn, OTHER, tell, wireOf } from './given-log';
import { LiveEnd } from './live-end';
import { Reader, type Shared, type Wanted } from './reader';
import { Turns } from './turns';

const CHUNK = 2_048;
const LIMITS = { frames: 50, bytes: 40_000, chunk: CHUNK };
const upTo = (count: number, from = 0): number[] => Array.from({ length: count - from }, (_, n) => from + n);
/** Lets everything run that can run without time passing. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setImmediate(resolve));
};
const until = async (holds: () => boolean): Promise<void> => {
  for (let n = 0; n < 100_000 && !holds(); n++) await new Promise((resolve) => setImmediate(resolve));
  expect(holds()).toBe(true);
};

describe('a reader of the log', () => {
  let store: EventStore;
  let live: LiveEnd;
  let lost: unknown[];
  beforeEach(() => {
    lost = [];
    store = memoryEventStore({ batch: 30 });
    live = new LiveEnd(store, LIMITS, (error) => lost.push(error));
  });
  afterEach(async () => {
    live.close();
    await store.close();
    expect(lost).toEqual([]);
  });

  const shared = async (over: Partial<Shared> = {}): Promise<Shared> => ({
    ...{ store, ring: await live.open(), turns: new Turns(1), chunk: CHUNK, heartbeat: 15_000 },
    failed: (error) => lost.push(error),
    ...over,
  });
  const everything: Wanted = { filter: {}, key: '', allowed: async () => true };

  /** The end of the log, once the shared follower is there. */
  const followed = async ({ ring }: Shared): Promise<string> => {
    const { position } = await store.head();
    await until(() => ring.head === position);
    return position;
  };
  /** Flushes until the reader has come to the end of the log and its client has taken all. */
  const flushed = async (reader: Reader, { wire, text }: ReturnType<typeof wireOf>): Promise<number[]> => {
    const { position } = await store.head();
    await until(() => {
      reader.flush();
      return reader.place === position && wire.writableLength === 0;
    });
    return numbersIn(text());
  };

  it('hands over what comes, once', async () => {
    const client = wireOf();
    const context = await shared();
    const reader = new Reader(client.wire, (await store.head()).position, everything, context);
    await tell(store, 0, 3);
    await followed(context);
    expect(await flushed(reader, client)).toEqual(upTo(3));
    await tell(store, 3, 1);
    expect(await flushed(reader, client)).toEqual(upTo(4));
    expect(client.taken.length).toBe(2);
  });

  it('reads the past by itself, then what comes', async () => {
    const client = wireOf();
    const begin = (await store.head()).position;
    await tell(store, 0, 200);
    const reader = new Reader(client.wire, begin, everything, await shared());
    expect(await flushed(reader, client)).toEqual(upTo(200));
    await tell(store, 200, 10);
    expect(await flushed(reader, client)).toEqual(upTo(210));
  });

  it('keeps no queue for a client that takes nothing, and has everything for it when it does', async () => {
    const client = wireOf({ stuck: true });
    const { wire, taken } = client;
    const context = await shared();
    const reader = new Reader(wire, (await store.head()).position, everything, context);
    let most = 0;
    for (let n = 0; n < 20; n++) {
      await tell(store, n * 100, 100, 'x'.repeat(300));
      await followed(context);
      reader.flush();
      most = Math.max(most, wire.writableLength);
      expect(context.ring.bytes).toBeLessThanOrEqual(LIMITS.bytes);
    }
    // Of two thousand events, more than a million bytes: one chunk was made, and waits.
    expect([taken.length, most <= CHUNK, most > 0]).toEqual([1, true, true]);
    expect(context.ring.covers(reader.place)).toBe(false);
    client.letGo();
    expect(await flushed(reader, client)).toEqual(upTo(2_000));
  });

  it('keeps its place while others read the past, and gives the turn back when its client goes', async () => {
    const begin = (await store.head()).position;
    await tell(store, 0, 300);
    const context = await shared();
    const [stuck, gone, quick] = [wireOf({ stuck: true }), wireOf(), wireOf()];
    const readers = [stuck, gone, quick].map(({ wire }) => new Reader(wire, begin, everything, context));
    readers.forEach((reader) => reader.flush());
    gone.wire.destroy();
    stuck.wire.destroy();
    expect(await flushed(readers[2]!, quick)).toEqual(upTo(300));
  });

  it('filters by type, channel and handle, in the past and in what comes', async () => {
    const begin = (await store.head()).position;
    await tell(store, 0, 100);
    const context = await shared();
    const cases: [Wanted['filter'], (n: number) => boolean][] = [
      [{ type: new Set(['ItemReturned']) }, (n) => n % 3 === 0],
      [{ handle: OTHER }, (n) => n % 5 === 0],
      [{ handle: HANDLE, channel: new Set(['store']) }, () => true],
      [{ channel: new Set(['call']) }, () => false],
    ];
    const clients = cases.map(([filter, holds], key) => {
      const client = wireOf();
      return {
        client,
        holds,
        reader: new Reader(client.wire, begin, { ...everything, filter, key: `${key}` }, context),
      };
    });
    for (const { reader, client, holds } of clients)
      expect(await flushed(reader, client)).toEqual(upTo(100).filter(holds));
    await tell(store, 100, 20);
    for (const { reader, client, holds } of clients)
      expect(await flushed(reader, client)).toEqual(upTo(120).filter(holds));
    const { position } = await store.head();
    expect(clients.map(({ reader }) => reader.place)).toEqual(clients.map(() => position));
  });

  it('goes on with a burst as soon as there is room, without waiting for the next flush', async () => {
    const { wire, text } = wireOf();
    const context = await shared();
    const reader = new Reader(wire, (await store.head()).position, everything, context);
    await tell(store, 0, 40, 'x'.repeat(300));
    const position = await followed(context);
    reader.flush();
    expect(reader.place < position).toBe(true);
    await until(() => reader.place === position && wire.writableLength === 0);
    expect(numbersIn(text())).toEqual(upTo(40));
  });

  it('says that it is there, and up to where nothing passed', async () => {
    const { wire, text } = wireOf();
    const filter = { type: new Set(['CallEnded']) };
    const context = await shared({ heartbeat: 0 });
    const reader = new Reader(wire, (await store.head()).position, { ...everything, filter }, context);
    await tell(store, 0, 3);
    const position = await followed(context);
    reader.flush();
    reader.flush();
    await until(() => wire.writableLength === 0);
    expect(text().endsWith(`: here\nid: ${position}\n\n`)).toBe(true);
  });

  it('ends when the key does, and not when nobody can say', async () => {
    const context = await shared({ heartbeat: 0 });
    const begin = (await store.head()).position;
    const [unknown, ended] = [wireOf(), wireOf()];
    const fail = (): Promise<boolean> => Promise.reject(new Error('the database is away'));
    new Reader(unknown.wire, begin, { ...everything, allowed: fail }, context).flush();
    new Reader(ended.wire, begin, { ...everything, allowed: async () => false }, context).flush();
    await until(() => ended.wire.writableEnded);
    expect(unknown.wire.writableEnded).toBe(false);
  });

  it('cuts off a client that has taken nothing for five minutes, and no sooner', async () => {
    const { wire } = wireOf({ stuck: true });
    const context = await shared();
    const reader = new Reader(wire, (await store.head()).position, everything, context);
    await tell(store, 0, 40, 'x'.repeat(100));
    await followed(context);
    reader.flush();
    const now = performance.now();
    reader.flush(now + 290_000);
    expect(wire.destroyed).toBe(false);
    reader.flush(now + 301_000);
    expect(wire.destroyed).toBe(true);
  });

  it('ends a stream orderly, and cuts it off where the client takes nothing', async () => {
    const context = await shared();
    const begin = (await store.head()).position;
    const [reading, stuck] = [wireOf({ room: 1_000_000 }), wireOf({ stuck: true })];
    const readers = [reading, stuck].map(({ wire }) => new Reader(wire, begin, everything, context));
    await tell(store, 0, 10);
    await followed(context);
    for (const reader of readers) {
      reader.flush();
      reader.end();
    }
    expect([reading.wire.writableEnded, reading.wire.destroyed, stuck.wire.destroyed]).toEqual([true, false, true]);
    await until(() => reading.wire.writableFinished);
    expect(numbersIn(reading.text())).toEqual(upTo(10));
  });
});

it('the end of the log that is lost is told of once, and can be opened again', async () => {
  const store = memoryEventStore();
  const lost: string[] = [];
  const live = new LiveEnd(store, LIMITS, (error) => lost.push((error as Error).message));
  const ring = await live.open();
  expect(await live.open()).toBe(ring);
  await store.close();
  await until(() => lost.length > 0);
  expect(lost).toEqual(['the event store was closed']);
  expect(await live.open()).not.toBe(ring);
  live.close();
  await settle();
  expect(lost).toHaveLength(1);
});
