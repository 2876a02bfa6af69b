import { memoryEventStore, type Outcome } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { positions } from '../positions';
import { openStage, settled, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { decidedUpTo, loadUnread } from './unread';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
let go = (): void => undefined;
afterEach(() => {
  go();
  return stage.close();
});

it('lets views go on while decisions are on their way, and says that they are to come until they have been read back', async () => {
  const { pool } = stage.database;
  const store = memoryEventStore();
  const held = new Promise<void>((resolve) => (go = resolve));
  const slow = { ...store, append: async (...given: Parameters<typeof store.append>): Promise<readonly Outcome[]> => {
    await held;
    return store.append(...given);
  } }; // prettier-ignore
  const events = makeStory(seededRandom(3), 30, 5).map((event) => appendOf(3, event));
  await store.append(events);
  const end = (await store.head()).position;
  await stage.follow(slow);
  const placesOf = async () => new Map((await positions(pool)).map((one) => [one.projection, one]));
  await eventually(async () => expect((await placesOf()).get('world-totals')?.position).toBe(end), 20_000);
  const decided = await loadUnread(pool);
  expect(decided.length).toBeGreaterThan(0);
  expect((await placesOf()).get('identity')).toMatchObject({ position: '', eventId: null });
  expect(await decidedUpTo(pool)).toBe('');
  expect((await store.head()).position).toBe(end);
  go();
  await settled(stage, store);
  expect(await loadUnread(pool)).toEqual([]);
  expect(await decidedUpTo(pool)).toBe((await store.head()).position);
  const found = await store.find(decided.map(({ id }) => id));
  expect(found.map(({ id, type, body }) => ({ id, type, body })).sort(byId)).toEqual(
    decided.map(({ id, type, body }) => ({ id, type, body })).sort(byId),
  );
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
