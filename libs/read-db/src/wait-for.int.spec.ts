import { memoryEventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { openWaiter } from './wait-for';
import { totals } from './world/projections';
import { openStage, settled, type Stage } from './world/stage';
import { appendOf, makeStory } from './world/story';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it('waits until the views include an event, and no longer than it may', async () => {
  const store = memoryEventStore();
  const waiter = openWaiter(stage.database.pool);
  const story = makeStory(seededRandom(1), 5, 2).map((told) => appendOf(0, told));
  await store.append(story.slice(0, 1));
  const { position } = await store.head();
  expect(await waiter.waitFor(position, [totals], 60)).toBe(false);
  expect(await waiter.waitFor(position, [], 0)).toBe(true);
  const waiting = waiter.waitFor(position, [totals], 20_000);
  const following = await stage.follow(store);
  expect(await waiting).toBe(true);
  await settled(stage, store);
  const began = performance.now();
  await store.append(story.slice(1));
  expect(await waiter.waitFor((await store.head()).position, [totals, { name: 'identity', version: 1 }], 5_000)).toBe(
    true,
  );
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await waiter.waitFor(position, [{ name: 'world-totals', version: 99 }], 30)).toBe(false);
  await waiter.close();
  await following.stop();
});
