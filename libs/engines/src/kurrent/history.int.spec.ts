import {
  EpochMismatch,
  type EventStore,
  PositionAhead,
  type StoredEvent,
  epochOf,
  ordinalOf,
  position,
} from '@rapport/event-store';
import {
  type FreshDatabase,
  type KurrentDouble,
  aNewEvent,
  anAppend,
  freshDatabase,
  kurrentDouble,
} from '@rapport/testing';
import { beginKurrentEpoch, kurrentEventStore } from '../index';

describe('the history of a KurrentDB and its index', () => {
  let database: FreshDatabase;
  let double: KurrentDouble;
  let opened: EventStore[];
  const open = async (url = double.url): Promise<EventStore> => {
    const store = await kurrentEventStore(url, {
      database: database.pool,
      poll: 100,
      answer: 60_000,
      deadline: 120_000,
    });
    opened.push(store);
    return store;
  };
  beforeEach(async () => {
    opened = [];
    database = await freshDatabase();
    double = await kurrentDouble();
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    await double.stop();
    await database.drop();
  });
  const followed = async (store: EventStore, after: string | null, count: number): Promise<StoredEvent[]> => {
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    for await (const batch of store.follow(after, stop.signal)) {
      seen.push(...batch);
      if (seen.length >= count) stop.abort();
    }
    return seen;
  };

  it('several processes that open a new store agree on its epoch', async () => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    const epochs = await Promise.all(stores.map(async (store) => epochOf((await store.head()).position)));
    expect(new Set(epochs).size).toBe(1);
    expect(double.log.stream('~rapport')).toHaveLength(1);
  });

  it('a new index is made from the log: ids are known, places too, only fingerprints are not', async () => {
    const first = await open();
    const events = Array.from({ length: 1_203 }, () => aNewEvent({ fingerprint: 'ab' }));
    const outcomes = await first.append(events.map((event, i) => anAppend(`customer-${i % 7}`, [event])));
    const { position: head } = await first.head();
    await database.pool.query('drop schema rapport_kurrent, rapport_meta cascade');
    const again = await open();
    expect((await again.head()).position).toBe(head);
    expect((await again.find([events[0]!.id, events[1_202]!.id])).map(({ id }) => id)).toEqual([
      events[0]!.id,
      events[1_202]!.id,
    ]);
    const repeated = await again.append(events.slice(0, 20).map((event) => anAppend('customer-9', [event])));
    expect(repeated).toEqual(outcomes.slice(0, 20).map((outcome) => ({ ...outcome, status: 'duplicate' })));
    expect((await again.append([anAppend('customer-0')]))[0]).toMatchObject({ placed: [{ version: 173 }] });
  });

  it('an index that was restored from an older copy learns what it lacks', async () => {
    const first = await open();
    const events = Array.from({ length: 40 }, () => aNewEvent());
    await first.append(events.map((event) => anAppend('customer-1', [event])));
    await database.pool.query('delete from rapport_kurrent.event where version > 12');
    const again = await open();
    expect((await again.append([anAppend('customer-1', [events[30]!])]))[0]).toMatchObject({ status: 'duplicate' });
    expect((await again.append([anAppend('customer-1')]))[0]).toMatchObject({ placed: [{ version: 41 }] });
  });

  it('a log that lost its end is not opened, nor one of another history, nor an empty one', async () => {
    const first = await open();
    await first.append(Array.from({ length: 5 }, () => anAppend('customer-1')));
    // Answers come before places are noted; who closes waits for the notes.
    await first.close();
    double.log.cutTail(2);
    await expect(open()).rejects.toBeInstanceOf(PositionAhead);
    const other = await kurrentDouble();
    await expect(open(other.url)).rejects.toBeInstanceOf(EpochMismatch);
    const elsewhere = await freshDatabase();
    await (await kurrentEventStore(other.url, { database: elsewhere.url })).close();
    await expect(open(other.url)).rejects.toBeInstanceOf(EpochMismatch);
    await elsewhere.drop();
    await other.stop();
  });

  it('after a restore a new epoch begins: old positions are refused, the rest goes on', async () => {
    const first = await open();
    const events = Array.from({ length: 5 }, () => aNewEvent());
    const outcomes = await first.append(events.map((event) => anAppend('customer-1', [event])));
    double.log.cutTail(2);
    await first.close();
    await beginKurrentEpoch(double.url, database.pool);
    const again = await open();
    const old = (outcomes[1] as unknown as { placed: { position: string }[] }).placed[0]!.position;
    expect(epochOf((await again.head()).position)).not.toBe(epochOf(old));
    await expect(followed(again, old, 1)).rejects.toBeInstanceOf(EpochMismatch);
    expect((await followed(again, null, 3)).map(({ id }) => id)).toEqual(events.slice(0, 3).map(({ id }) => id));
    expect((await again.append([anAppend('customer-1', [events[2]!])]))[0]).toMatchObject({ status: 'duplicate' });
    expect((await again.append([anAppend('customer-1', [events[4]!])]))[0]).toMatchObject({
      status: 'appended',
      placed: [{ version: 4 }],
    });
  });

  it('goes on after any position, also one at which nothing stands', async () => {
    const store = await open();
    const events = Array.from({ length: 6 }, () => aNewEvent());
    await store.append(events.map((event) => anAppend('customer-1', [event])));
    const log = await followed(store, null, 6);
    for (const [i, { position: at }] of log.slice(0, 5).entries())
      for (const step of [0n, 1n, -1n]) {
        const after = position(epochOf(at), BigInt(ordinalOf(at)) + step);
        const from = step < 0n ? i : i + 1;
        expect((await followed(store, after, 6 - from)).map(({ id }) => id)).toEqual(
          events.slice(from).map(({ id }) => id),
        );
      }
    // Of what is not confirmed the index knows no place.
    await database.pool.query(
      `update rapport_kurrent.event set position = null, recorded_at = null, type = '-', body = '-' where version in (3, 4)`,
    );
    expect((await followed(store, log[3]!.position, 2)).map(({ id }) => id)).toEqual(
      events.slice(4).map(({ id }) => id),
    );
  });
});
