import { memoryEventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { sliceRanges } from '../slices';
import { worldProjections } from '../world/projections';
import { hosting, replayed, spareTables } from '../world/replaying';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';

describe.each([
  { seed: 1, memoryMb: 512, ranges: 1 },
  { seed: 2, memoryMb: 0.02, ranges: 1 },
  { seed: 3, memoryMb: 512, ranges: 3 },
])('a rebuild with $memoryMb MB beside $ranges range(s) of live', ({ seed, memoryMb, ranges }) => {
  const store = memoryEventStore({ batch: 37 });
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const random = seededRandom(seed);
    const told = [0, 1, 2, 3].flatMap((world) => makeStory(random, 60, 8).map((one) => appendOf(world, one)));
    await store.append(random.shuffle(told));
  });
  afterAll(() => stage.close());

  it('gives the rows that live has, and live goes on from them', async () => {
    const following = await stage.follow(store, { ranges: sliceRanges(ranges) });
    const host = hosting(stage, store, worldProjections, { memoryMb });
    try {
      await settled(stage, store);
      for (const table of worldProjections) {
        const live = await storedRows(stage, table);
        const { comparison, events, attempts } = await replayed(stage, table);
        expect(comparison).toMatchObject({ different: 0, onlyLive: 0, onlyRebuilt: 0, samples: [] });
        expect(comparison!.rows).toBe(Object.keys(live).length);
        expect(events).toBeGreaterThanOrEqual(Number((await store.head()).position.slice(-19)));
        expect(attempts).toBe(1);
        expect(await storedRows(stage, table)).toEqual(live);
      }
      const random = seededRandom(seed + 50);
      await store.append(makeStory(random, 40, 8).map((one) => appendOf(2, { ...one, id: `later ${one.id}` })));
      await settled(stage, store);
      const facts = await logOf(store);
      for (const table of worldProjections) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
      expect((await spareTables(stage)).filter((name) => name.includes('shadow'))).toEqual([]);
    } finally {
      await host.stop();
      await following.stop();
    }
  });
});

it('builds nothing from an empty log', async () => {
  const stage = await openStage();
  const store = memoryEventStore();
  const following = await stage.follow(store);
  const host = hosting(stage, store, worldProjections);
  try {
    const { comparison } = await replayed(stage, worldProjections[0]!);
    expect(comparison).toMatchObject({ rows: 0, position: '' });
    await store.append(makeStory(seededRandom(1), 10, 4).map((one) => appendOf(0, one)));
    await settled(stage, store);
    expect(await storedRows(stage, worldProjections[0]!)).toEqual(
      expectedRows(await logOf(store), worldProjections[0]!),
    );
  } finally {
    await host.stop();
    await following.stop();
    await stage.close();
  }
});
