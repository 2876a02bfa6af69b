import { identityOf } from '@rapport/decisions';
import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { firmCheckpoint } from './firm';
import { IDENTITY } from './identity/reached';
import { membership } from './membership';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, makeStory } from './world/story';
import { remembering } from './world/remembering';

const mustEqualFold = async (stage: Stage, store: EventStore): Promise<void> => {
  const facts = await logOf(store);
  for (const table of worldProjections) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
  const customers = identityOf(facts);
  expect(await membership(stage.database.pool).resolve([...customers.keys()])).toEqual(customers);
};

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const told = (seed: number) => makeStory(seededRandom(seed), 45, 4).map((event) => appendOf(1, event));
/** What identity decides of a story that nothing interrupts. */
const decidedOf = async (events: ReturnType<typeof told>): Promise<readonly string[]> => {
  const quiet = await openStage();
  try {
    const store = memoryEventStore();
    await quiet.follow(store);
    for (let at = 0; at < events.length; at += 15) {
      await store.append(events.slice(at, at + 15));
      await settled(quiet, store);
    }
    return (await logOf(store)).map(({ eventId }) => eventId);
  } finally {
    await quiet.close();
  }
};

describe('last commits that a crash of the database took back while nobody noticed', () => {
  it.each([1, 2, 3, 4, 5])(
    'are made again with what comes next, and nothing is decided otherwise (story %i)',
    async (seed) => {
      const events = told(seed);
      const store = memoryEventStore();
      // No heartbeat comes before the next events do.
      await stage.follow(store, { ttlMs: 60_000 });
      let back: (() => Promise<void>) | undefined;
      for (let at = 0; at < events.length; at += 15) {
        if (at === 15) back = await remembering(stage);
        if (at === 30) await back!();
        await store.append(events.slice(at, at + 15));
        await settled(stage, store);
      }
      await mustEqualFold(stage, store);
      expect((await logOf(store)).map(({ eventId }) => eventId)).toEqual(await decidedOf(events));
    },
  );

  it('are made again although nothing comes', async () => {
    const [first, second] = [told(6).slice(0, 20), told(6).slice(20)];
    const store = memoryEventStore();
    await stage.follow(store, { ttlMs: 300 });
    await store.append(first);
    await settled(stage, store);
    const back = await remembering(stage);
    await store.append(second);
    await settled(stage, store);
    const { position } = await store.head();
    await back();
    await settled(stage, store);
    expect((await firmCheckpoint(stage.database.pool, IDENTITY)).position).toBe(position);
    await mustEqualFold(stage, store);
  });

  it('are noticed when only those of identity are gone', async () => {
    const [first, second, third] = [told(7).slice(0, 20), told(7).slice(20, 40), told(7).slice(40)];
    const store = memoryEventStore();
    const ranges = [{ lo: 0, hi: 255 }];
    // Identity is followed by another process, which is slow to notice: views of this one believe what they saw.
    const identity = await stage.follow(store, { ranges: [], ttlMs: 60_000 });
    const views = await stage.follow(store, { identity: false, ranges, ttlMs: 60_000 });
    await store.append(first);
    await settled(stage, store);
    await identity.stop();
    const back = await remembering(stage);
    const again = await stage.follow(store, { ranges: [], ttlMs: 60_000 });
    await store.append(second);
    await settled(stage, store);
    await again.stop();
    await back();
    await store.append(third);
    const states = async () => (await views.status()).workers.map(({ state }) => state);
    await eventually(async () => expect(await states()).toEqual(['running']), 20_000);
    await stage.follow(store, { ranges: [], ttlMs: 60_000 });
    await settled(stage, store);
    await mustEqualFold(stage, store);
  });
});
