import { memoryEventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { sliceRanges } from './slices';
import { membership } from './membership';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, makeStory } from './world/story';
import { identityOf } from '@rapport/decisions';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const mustEqualFold = async (stage: Stage, store: ReturnType<typeof memoryEventStore>): Promise<void> => {
  const facts = await logOf(store);
  for (const table of worldProjections) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
  const customers = identityOf(facts);
  expect(await membership(stage.database.pool).resolve([...customers.keys()])).toEqual(customers);
};

const built = async (store: ReturnType<typeof memoryEventStore>): Promise<Stage> => {
  const stage = await openStage();
  const following = await stage.follow(store);
  await settled(stage, store);
  await following.stop();
  return stage;
};
const identityRows = async ({ database }: Stage, table: string): Promise<readonly unknown[]> =>
  (await database.pool.query(`select t::text from rapport_read.identity_${table} t order by 1`)).rows;

describe.each([1, 2, 3, 4])('run %i with batches and restarts at random', (seed) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  it('keeps the rows that a fold in memory gives', async () => {
    const random = seededRandom(seed);
    const store = memoryEventStore({ batch: 1 + random.below(40) });
    const appends = random.shuffle(
      [0, 1, 2].flatMap((world) => makeStory(random, 60, 8).map((told) => appendOf(world, told))),
    );
    const ranges = sliceRanges(seed % 2 === 0 ? 3 : 1);
    for (let at = 0; at < appends.length;) {
      const following = await stage.follow(store, { ranges });
      for (const end = at + 30 + random.below(60); at < end && at < appends.length;) {
        const n = 1 + random.below(20);
        await store.append(appends.slice(at, at + n));
        at += n;
        await pause(random.below(15));
      }
      await following.stop();
    }
    const following = await stage.follow(store, { ranges });
    await settled(stage, store);
    await following.stop();
    await mustEqualFold(stage, store);
  });

  it('gives the same from nothing once its own decisions are in the log, tables of identity included', async () => {
    const random = seededRandom(seed + 100);
    const store = memoryEventStore({ batch: 25 });
    await store.append(random.shuffle(makeStory(random, 80, 8)).map((told) => appendOf(9, told)));
    const [first, rebuilt] = [await built(store), await built(store)];
    try {
      await mustEqualFold(rebuilt, store);
      for (const table of ['handle', 'edge', 'membership', 'record']) {
        expect(await identityRows(rebuilt, table)).toEqual(await identityRows(first, table));
      }
    } finally {
      await first.close();
      await rebuilt.close();
    }
  });
});
