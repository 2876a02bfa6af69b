import { type EventStore, OutcomeUnknown, StoreBusy, type StoredEvent } from '@rapport/event-store';
import {
  type FaultProxy,
  type FreshDatabase,
  aNewEvent,
  anAppend,
  eventually,
  faultProxy,
  freshDatabase,
} from '@rapport/testing';
import { postgresEventStore } from '../index';

const isAppend = (chunk: Buffer): boolean => chunk.includes('rapport_append');

describe('the PostgreSQL engine on a bad network', () => {
  let database: FreshDatabase;
  let proxy: FaultProxy;
  let far: EventStore;
  let near: EventStore;
  beforeEach(async () => {
    database = await freshDatabase();
    near = await postgresEventStore(database.url);
    proxy = await faultProxy(database.url);
    far = await postgresEventStore(proxy.url, { answer: 800, deadline: 6_000 });
  });
  afterEach(async () => {
    await near.close();
    proxy.blackHole(false);
    proxy.refuse(false);
    await far.close();
    await proxy.close();
    await database.drop();
  });
  const count = async (): Promise<number> =>
    Number((await database.pool.query('select count(*) as n from rapport_store.events')).rows[0].n);
  const head = async (): Promise<number> =>
    Number((await database.pool.query('select position from rapport_store.head')).rows[0].position);

  it('a commit whose answer is lost 60 times: nothing lost, nothing twice, the right answer', async () => {
    for (let cut = 0; cut < 60; cut++) {
      const fired = proxy.cutOnNext(isAppend, cut % 5 !== 0);
      const events = [aNewEvent(), aNewEvent()];
      const [outcome] = await far.append([{ stream: `customer-${cut}`, expected: 0, events }]);
      await fired;
      expect(outcome).toMatchObject({ status: 'appended', placed: [{ version: 1 }, { version: 2 }] });
      const found = await near.find(events.map((event) => event.id));
      const placed = 'placed' in outcome! ? outcome.placed : [];
      expect(found.map(({ position, version, recordedAt }) => ({ position, version, recordedAt }))).toEqual(placed);
    }
    expect(await count()).toBe(120);
    expect(await head()).toBe(120);
  });

  it('what was known before the cut is still a duplicate after it', async () => {
    const event = aNewEvent({ fingerprint: 'ab' });
    const [first] = await far.append([anAppend('customer-1', [event])]);
    const fired = proxy.cutOnNext(isAppend);
    const [second] = await far.append([anAppend('customer-1', [event])]);
    await fired;
    expect(second).toEqual({ ...first, status: 'duplicate' });
  });

  it('a frozen client does not hold the lane of the others', async () => {
    await far.append([anAppend('customer-1')]);
    proxy.blackHole(true);
    const frozen = far.append([anAppend('customer-1')]);
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      await near.append([anAppend('customer-1')]);
      expect(performance.now() - start).toBeLessThan(3_000);
    }
    proxy.blackHole(false);
    expect((await frozen)[0]).toMatchObject({ status: 'appended' });
    expect(await head()).toBe(22);
  });

  it('a silent network ends in OutcomeUnknown, what waited behind in StoreBusy, and later repeats are safe', async () => {
    await far.append([anAppend('customer-1')]);
    proxy.blackHole(true);
    const event = aNewEvent();
    const unknown = far.append([anAppend('customer-1', [event])]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const behind = far.append([anAppend('customer-1')]);
    await Promise.all([
      expect(unknown).rejects.toBeInstanceOf(OutcomeUnknown),
      expect(behind).rejects.toBeInstanceOf(StoreBusy),
    ]);
    proxy.blackHole(false);
    await far.append([anAppend('customer-1', [event])]);
    expect(await count()).toBe(2);
  }, 30_000);

  it('a follower lives through cuts, resets and refusals', async () => {
    const seen: StoredEvent[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const batch of far.follow(null, stop.signal)) seen.push(...batch);
    })();
    for (let i = 0; i < 12; i++) {
      await near.append([anAppend('customer-1'), anAppend(`customer-${i}`)]);
      if (i % 4 === 0) proxy.cut();
      if (i % 4 === 1) proxy.reset();
      if (i % 4 === 2) proxy.refuse(true);
      if (i % 4 === 3) proxy.refuse(false);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await eventually(() => expect(seen.length).toBe(24), 10_000);
    expect(seen.map((event) => Number(event.position.slice(-19)))).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    stop.abort();
    await following;
  });

  it('a full queue says StoreBusy and takes more when it has drained', async () => {
    const small = await postgresEventStore(proxy.url, { queuedEvents: 100 });
    proxy.latency(100);
    const first = small.append([anAppend('customer-0')]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const filling = Array.from({ length: 100 }, (_, i) => small.append([anAppend(`customer-${i}`)]));
    await expect(small.append([anAppend('customer-1')])).rejects.toBeInstanceOf(StoreBusy);
    await Promise.all([first, ...filling]);
    await small.append([anAppend('customer-1')]);
    await small.close();
  });
});
