import { type EventStore, InvalidAppend, OutcomeUnknown, type StoredEvent } from '@rapport/event-store';
import {
  type FreshDatabase,
  type KurrentDouble,
  type KurrentDoubleOptions,
  aNewEvent,
  anAppend,
  eventually,
  freshDatabase,
  kurrentDouble,
} from '@rapport/testing';
import { kurrentEventStore } from '../index';

const limits = { answer: 500, deadline: 4_000, poll: 100 };

describe('the engine for KurrentDB on a server that fails', () => {
  let database: FreshDatabase;
  let double: KurrentDouble;
  let store: EventStore;
  const begin = async (options: KurrentDoubleOptions = {}): Promise<void> => {
    double = await kurrentDouble(options);
    store = await kurrentEventStore(double.url, { database: database.pool, ...limits });
  };
  beforeEach(async () => void (database = await freshDatabase()));
  afterEach(async () => {
    await store.close();
    await double.stop();
    await database.drop();
  });
  const everything = (): number => double.log.entries.filter(({ type }) => !type.startsWith('$')).length;

  it.each([true, false])(
    'answers whose way back is lost: found where they should be (batches: %s)',
    async (batchAppend) => {
      await begin({ batchAppend });
      for (let i = 0; i < 10; i++) {
        double.faults.loseAnswers();
        const events = [aNewEvent(), aNewEvent()];
        const [outcome] = await store.append([{ stream: 'customer-1', expected: 2 * i, events }]);
        expect(outcome).toMatchObject({ status: 'appended', placed: [{ version: 2 * i + 1 }, { version: 2 * i + 2 }] });
        expect((await store.find(events.map(({ id }) => id))).map(({ version }) => version)).toEqual([
          2 * i + 1,
          2 * i + 2,
        ]);
      }
      expect(double.faults.toLose).toBe(0);
      expect(everything()).toBe(20);
    },
  );

  it('a server that is not ready is waited for', async () => {
    await begin();
    double.faults.unavailable = true;
    const appended = store.append([anAppend('customer-1')]);
    setTimeout(() => (double.faults.unavailable = false), 300);
    expect((await appended)[0]).toMatchObject({ status: 'appended' });
  });

  it('a node that is not the leader sends us there', async () => {
    await begin();
    await store.append([anAppend('customer-1')]);
    const leader = await kurrentDouble({ log: double.log });
    double.faults.leader = { host: '127.0.0.1', port: leader.port };
    expect((await store.append([anAppend('customer-1')]))[0]).toMatchObject({
      status: 'appended',
      placed: [{ version: 2 }],
    });
    await store.close();
    await leader.stop();
  });

  it('a restart of the server breaks nothing', async () => {
    await begin();
    const seen: StoredEvent[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const batch of store.follow(null, stop.signal)) seen.push(...batch);
    })();
    for (let i = 0; i < 6; i++) {
      const appending = store.append([anAppend('customer-1'), anAppend(`customer-${i}`)]);
      if (i % 2) await double.restart();
      await appending;
    }
    await eventually(() => expect(seen.length).toBe(12), 10_000);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(12);
    stop.abort();
    await following;
  });

  it('a subscription that dies without a word is replaced, and a quiet log is no reason to', async () => {
    await begin();
    const seen: StoredEvent[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const batch of store.follow(null, stop.signal)) seen.push(...batch);
    })();
    await store.append([anAppend('customer-1')]);
    await eventually(() => expect(seen.length).toBe(1));
    for (let death = 0; death < 3; death++) {
      double.faults.silenceSubscriptions();
      await store.append([anAppend('customer-1'), anAppend('customer-2')]);
      await eventually(() => expect(seen.length).toBe(3 + 2 * death), 10_000);
    }
    expect(double.faults.subscriptions).toBe(4);
    await new Promise((resolve) => setTimeout(resolve, 5 * limits.poll));
    expect(double.faults.subscriptions).toBe(4);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
    stop.abort();
    await following;
  });

  it('a server that is away leaves the outcome unknown; the claim is carried out when it is back', async () => {
    await begin();
    await store.append([anAppend('customer-1')]);
    double.faults.unavailable = true;
    const event = aNewEvent();
    await expect(store.append([anAppend('customer-1', [event])])).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(everything()).toBe(1);
    double.faults.unavailable = false;
    await eventually(() => expect(everything()).toBe(2), 10_000);
    const [again] = await store.append([anAppend('customer-1', [event])]);
    expect(again).toMatchObject({ status: 'duplicate', placed: [{ version: 2 }] });
    expect(everything()).toBe(2);
  }, 30_000);

  it('what is too large is refused, and the stream goes on without it', async () => {
    await begin({ maxAppendSize: 10_000 });
    const large = aNewEvent({ body: `{"a":"${'x'.repeat(20_000)}"}` });
    const calls = [anAppend('customer-1'), anAppend('customer-1', [large]), anAppend('customer-1')];
    const [first, refused, last] = await Promise.allSettled(calls.map((call) => store.append([call])));
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(InvalidAppend) });
    expect([first, last]).toMatchObject(
      [1, 2].map((version) => ({ value: [{ status: 'appended', placed: [{ version }] }] })),
    );
    expect(await store.find([large.id])).toEqual([]);
  });
});
