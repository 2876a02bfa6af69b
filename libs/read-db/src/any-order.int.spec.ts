import { memoryEventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { sliceRanges } from './slices';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, handleIn, makeStory, nameOf, worldOf, type Told } from './world/story';

const ORDERS = 1_000;
const SEED = 20_261_122;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** All worlds' appends mixed into one log, each world's in an order of arrival of its own. */
const arrivals = (story: readonly Told[], seed: number) => {
  const random = seededRandom(seed);
  const orders = Array.from({ length: ORDERS }, (_, world) => ({ world, left: random.shuffle(story) }));
  const mixed = [];
  while (orders.length > 0) {
    const at = random.below(orders.length);
    const { world, left } = orders[at]!;
    mixed.push(appendOf(world, left.pop()!));
    if (left.length === 0) orders.splice(at, 1);
  }
  return mixed;
};

/** Rows by world and by the name of the customer's handle: what must be alike in all worlds. */
const byWorld = (rows: Readonly<Record<string, unknown>>): readonly string[] => {
  const worlds = Array.from({ length: ORDERS }, (): Record<string, unknown> => ({}));
  for (const [customer, row] of Object.entries(rows)) worlds[worldOf(customer)]![nameOf(customer)] = row;
  return worlds.map((world) => JSON.stringify(Object.entries(world).sort()));
};

it(`comes to one state from ${ORDERS} orders of arrival of one story (links, shared identifiers, late events, corrections)`, async () => {
  const story = makeStory(seededRandom(SEED), 24, 5);
  const store = memoryEventStore({ batch: 700 });
  const appends = arrivals(story, SEED);
  const half = appends.length >> 1;
  await store.append(appends.slice(0, half));
  const following = await stage.follow(store, { ranges: sliceRanges(2) });
  for (let at = half; at < appends.length; at += 500) await store.append(appends.slice(at, at + 500));
  await settled(stage, store, 240_000);
  await following.stop();

  const facts = await logOf(store);
  for (const table of worldProjections) {
    const rows = await storedRows(stage, table);
    expect(rows).toEqual(expectedRows(facts, table));
    if (table.projection.scope === 'customer') expect(new Set(byWorld(rows)).size).toBe(1);
  }
  expect(Object.keys(await storedRows(stage, worldProjections[1]!)).length).toBeGreaterThan(ORDERS);
  const { rows: links } = await stage.database.pool.query(
    'select from rapport_read.identity_membership where handle = $1::uuid',
    [handleIn(7, 'email0')],
  );
  expect(links.length).toBeGreaterThan(0);
}, 300_000);
