import { randomUUID } from 'node:crypto';
import { type Append, type EventStore, epochOf } from '@rapport/event-store';
import {
  type FreshDatabase,
  type KurrentDouble,
  aNewEvent,
  anAppend,
  eventually,
  freshDatabase,
  kurrentDouble,
} from '@rapport/testing';
import { EventIndex } from './event-index';
import { kurrentEventStore } from '../index';

describe('claims of the engine for KurrentDB', () => {
  let database: FreshDatabase;
  let double: KurrentDouble;
  let store: EventStore;
  const open = (): Promise<EventStore> => kurrentEventStore(double.url, { database: database.url, deadline: 8_000 });
  beforeEach(async () => {
    database = await freshDatabase();
    double = await kurrentDouble();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await double.stop();
    await database.drop();
  });

  /** A process that claims, and dies before it appends. */
  const diesAfterClaiming = async (...appends: readonly Append[]): Promise<void> => {
    const epoch = epochOf((await store.head()).position);
    await new EventIndex(database.pool, epoch, 5_000).claim(
      appends.map((append) => ({ append, attempt: randomUUID() })),
    );
  };
  const inLog = (stream: string): readonly string[] => double.log.stream(stream).map(({ id }) => id);
  const openClaims = async (): Promise<number> =>
    Number(
      (await database.pool.query('select count(*) as n from rapport_kurrent.event where position is null')).rows[0].n,
    );

  it('a repeat finishes what a process had claimed when it died, in the stream that it had claimed', async () => {
    const event = aNewEvent({ fingerprint: 'ab' });
    await diesAfterClaiming(anAppend('customer-1', [event]));
    expect(await store.find([event.id])).toEqual([]);
    const [outcome] = await store.append([anAppend('customer-2', [{ ...event, body: '{"sealed":"again"}' }])]);
    expect(outcome).toMatchObject({ status: 'duplicate', placed: [{ version: 1 }] });
    expect([inLog('customer-1'), inLog('customer-2')]).toEqual([[event.id], []]);
    expect(await store.find([event.id])).toMatchObject([{ stream: 'customer-1', body: event.body }]);
    const [changed] = await store.append([anAppend('customer-1', [{ ...event, fingerprint: 'cd' }])]);
    expect(changed).toEqual({ status: 'conflict', eventId: event.id });
  });

  it('the next append to the stream of a dead process goes behind its claim', async () => {
    const events = [aNewEvent(), aNewEvent()];
    await diesAfterClaiming(anAppend('customer-1', events.slice(0, 1)), anAppend('customer-1', events.slice(1)));
    const later = aNewEvent();
    const [outcome] = await store.append([anAppend('customer-1', [later])]);
    expect(outcome).toMatchObject({ status: 'appended', placed: [{ version: 3 }] });
    expect(inLog('customer-1')).toEqual([...events, later].map(({ id }) => id));
  });

  it('a claim in the way of an expectation is finished before it is called stale', async () => {
    await diesAfterClaiming(anAppend('customer-1'));
    const [outcome] = await store.append([{ ...anAppend('customer-1'), expected: 0 }]);
    expect(outcome).toEqual({ status: 'stale', actual: 1 });
    expect(inLog('customer-1')).toHaveLength(1);
  });

  it('a claim that nobody asks for is finished all the same, and its bytes forgotten', async () => {
    await diesAfterClaiming(anAppend('customer-1'));
    await database.pool.query(`update rapport_kurrent.event set claimed_at = now() - interval '1 minute'`);
    await store.close();
    store = await open();
    await eventually(async () => expect([inLog('customer-1').length, await openClaims()]).toEqual([1, 0]));
    const { rows } = await database.pool.query('select type, body from rapport_kurrent.event');
    expect(rows).toEqual([{ type: null, body: null }]);
  });

  it('an append whose confirmation was lost is known: found, a duplicate, followed once', async () => {
    const event = aNewEvent();
    const [first] = await store.append([anAppend('customer-1', [event])]);
    await database.pool.query(
      `update rapport_kurrent.event set position = null, recorded_at = null, type = 'PurchaseMade', body = $1`,
      [event.body],
    );
    expect(await store.find([event.id])).toMatchObject([{ id: event.id, version: 1 }]);
    expect((await store.append([anAppend('customer-1', [event])]))[0]).toEqual({ ...first, status: 'duplicate' });
    expect(inLog('customer-1')).toEqual([event.id]);
    expect(await openClaims()).toBe(0);
  });

  it('whoever finishes it first, an append that two processes carry out is written once and is one’s own', async () => {
    const other = await open();
    for (let round = 0; round < 30; round++) {
      const event = aNewEvent();
      const both = await Promise.all(
        [store, other].map((one, at) => one.append([anAppend(`customer-${round}-${at}`, [event])])),
      );
      expect(both.map(([outcome]) => outcome!.status).sort()).toEqual(['appended', 'duplicate']);
      expect([...inLog(`customer-${round}-0`), ...inLog(`customer-${round}-1`)]).toEqual([event.id]);
    }
    await other.close();
  });

  it('processes that append to the same streams leave no hole and write nothing over', async () => {
    const stores = [store, await open(), await open()];
    const streams = ['customer-1', 'customer-2'];
    const appends = stores.flatMap((one) =>
      Array.from({ length: 25 }, (_, i) => one.append([anAppend(streams[i % 2]!), anAppend(streams[(i + 1) % 2]!)])),
    );
    const outcomes = (await Promise.all(appends)).flat();
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['appended']));
    expect(streams.map((stream) => double.log.stream(stream).length)).toEqual([75, 75]);
    expect(new Set(outcomes.map((outcome) => 'placed' in outcome && outcome.placed[0]!.position)).size).toBe(150);
    await Promise.all(stores.slice(1).map((one) => one.close()));
  });

  it('events of a foreign writer in our streams are gone around, and not handed on', async () => {
    await store.append([anAppend('customer-1')]);
    const foreign = {
      type: 'Foreign',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: Buffer.from('{}'),
    };
    double.log.append('customer-1', 'any', [
      { ...foreign, id: randomUUID() },
      { ...foreign, id: randomUUID() },
    ]);
    double.log.append('elsewhere', 'any', [{ ...foreign, id: randomUUID() }]);
    const ours = [aNewEvent(), aNewEvent()];
    const [outcome] = await store.append([anAppend('customer-1', ours)]);
    expect(outcome).toMatchObject({ status: 'appended', placed: [{ version: 4 }, { version: 5 }] });
    const read = [];
    for await (const batch of store.read(['customer-1', 'elsewhere']))
      read.push(...batch.map(({ version }) => version));
    expect(read).toEqual([1, 4, 5]);
    double.log.append('elsewhere', 'any', [{ ...foreign, id: randomUUID() }]);
    expect((await store.head()).eventId).toBe(ours[1]!.id);
    const stop = new AbortController();
    for await (const batch of store.follow(null, stop.signal)) {
      expect(batch.every(({ type }) => type === 'PurchaseMade')).toBe(true);
      if (batch.at(-1)!.id === ours[1]!.id) stop.abort();
    }
  });
});
