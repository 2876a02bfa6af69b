import { memoryEventStore } from '@rapport/event-store';
import { projections, tablePathOf } from '@rapport/projections';
import { seededRandom } from '@rapport/testing';
import { hosting, replayed } from '../world/replaying';
import { openStage, settled, storedRows } from '../world/stage';
import { appendOf, makeStory } from '../world/story';

const NAMES = ['customer-view', 'timeline', 'value'];

it('rebuilds the views of the product as live has built them, row for row', async () => {
  const tables = projections.filter(({ projection }) => NAMES.includes(projection.name));
  expect(tables).toHaveLength(NAMES.length);
  const random = seededRandom(21);
  const store = memoryEventStore({ batch: 64 });
  const stage = await openStage(tables);
  const told = [0, 1, 2].flatMap((world) => makeStory(random, 120, 10).map((one) => appendOf(world, one)));
  await store.append(random.shuffle(told));
  const following = await stage.follow(store);
  const host = hosting(stage, store, tables);
  try {
    await settled(stage, store);
    for (const table of tables) {
      const live = await storedRows(stage, table);
      expect(Object.keys(live).length).toBeGreaterThan(5);
      const { comparison } = await replayed(stage, table);
      expect(comparison).toMatchObject({ different: 0, onlyLive: 0, onlyRebuilt: 0, samples: [] });
      expect(await storedRows(stage, table)).toEqual(live);
    }
  } finally {
    await host.stop();
    await following.stop();
    await stage.close();
  }
});

it('parks whose rows the table cannot hold, as live does, and writes the others', async () => {
  const [table] = projections.filter(({ projection }) => projection.name === 'value');
  const store = memoryEventStore();
  const stage = await openStage([table!]);
  const told = [0, 1, 2].flatMap((world) => makeStory(seededRandom(8), 120, 10).map((one) => appendOf(world, one)));
  await store.append(told);
  const following = await stage.follow(store);
  const host = hosting(stage, store, [table!]);
  try {
    await settled(stage, store);
    const [unloved] = Object.keys(await storedRows(stage, table!));
    const { pool } = stage.database;
    await pool.query(`alter table ${tablePathOf(table!.table)} add constraint unloved check (key <> '${unloved}') not valid`); // prettier-ignore
    const { comparison } = await replayed(stage, table!);
    expect(comparison).toMatchObject({ different: 0, onlyLive: 1, onlyRebuilt: 0, samples: [{ key: unloved }] });
    const parked = await pool.query(`select key from rapport_read.parked where projection = 'value'`);
    expect(parked.rows).toEqual([{ key: unloved }]);
    expect(Object.keys(await storedRows(stage, table!))).not.toContain(unloved);
  } finally {
    await host.stop();
    await following.stop();
    await stage.close();
  }
});

it('passes over a log in which almost nothing concerns it', async () => {
  const [table] = projections.filter(({ projection }) => projection.name === 'signals');
  const store = memoryEventStore();
  const stage = await openStage([table!]);
  await store.append(makeStory(seededRandom(3), 400, 30).map((one) => appendOf(0, one)));
  const following = await stage.follow(store);
  const host = hosting(stage, store, [table!]);
  try {
    await settled(stage, store);
    const { comparison, events } = await replayed(stage, table!);
    expect(comparison).toMatchObject({ rows: 0 });
    expect(events).toBeGreaterThanOrEqual(400);
  } finally {
    await host.stop();
    await following.stop();
    await stage.close();
  }
});
