import { setTimeout as pause } from 'node:timers/promises';
import { memoryEventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import type { Host } from '../hosting';
import { mender } from '../lost/mender';
import { mendReadDb } from '../open-read-db';
import { reachOf } from '../reach';
import { hosting, until } from '../world/replaying';
import { worldProjections } from '../world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { replays, wishOf } from './replays';
import { requestReplays } from './request-replays';

const two = worldProjections.filter(({ projection }) => ['world-totals', 'world-entries'].includes(projection.name));
const PROJECTIONS = two.map(({ projection }) => projection);
const [one] = two;
const FROM_THE_START = `
  update rapport_read.checkpoint set owes = position, position = '', event_id = null where projection <> 'identity'`;

describe('projections that begin at the start of a long log', () => {
  const store = memoryEventStore();
  let stage: Stage;
  let host: Host | undefined;
  beforeAll(async () => {
    const random = seededRandom(3);
    for (let nth = 0; nth < 10; nth++)
      await store.append(makeStory(random, 450, 40).map((event) => appendOf(nth, event)));
  }, 60_000);
  beforeEach(async () => void (stage = await openStage(two)));
  afterEach(async () => {
    await host?.stop();
    host = undefined;
    await stage.close();
  });

  const follow = () => stage.follow(store, { mend: mender(() => mendReadDb(stage.database.pool, stage.readDb), () => undefined) }); // prettier-ignore
  const rebuilding = () => (host = hosting(stage, store, two, { manyEvents: 1_000 }));
  const building = async () =>
    (await reachOf(stage.database.pool, PROJECTIONS))
      .filter((each) => each.building)
      .map(({ name }) => name)
      .sort();
  const areRight = async (): Promise<void> => {
    await settled(stage, store);
    const facts = await logOf(store);
    for (const table of two) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
    expect(await building()).toEqual([]);
  };

  it('are not read before they have caught up, and need nobody to build them', async () => {
    const following = await follow();
    await eventually(async () => expect(await building()).not.toEqual([]));
    await areRight();
    await following.stop();
  });

  it('are filled by rebuilds once it is known who is who', async () => {
    const { pool } = stage.database;
    const allPromoted = async (): Promise<number> => {
      const all = await replays(pool);
      for (const { id } of all) await until(stage, id, 'promoted');
      return all.length;
    };
    rebuilding();
    await follow();
    await areRight();
    const first = await allPromoted();
    await pool.query(`drop table rapport_read."${one!.table.options.tableName!}"`);
    await store.append(makeStory(seededRandom(4), 30, 5).map((event) => appendOf(99, event)));
    await eventually(async () => expect(await replays(pool)).toHaveLength(first + 1), 30_000);
    expect((await replays(pool))[0]).toMatchObject({ projection: one!.projection.name, by: null, wishBy: null });
    await allPromoted();
    await areRight();
  });

  it('are left to the rebuild while it is under way, and to who follows once it is called off', async () => {
    const { pool } = stage.database;
    const before = await follow();
    await settled(stage, store);
    await before.stop();
    for (const { table } of two) await pool.query(`truncate rapport_read."${table.options.tableName!}"`);
    await pool.query(FROM_THE_START);
    const replaysOf = await requestReplays(pool, PROJECTIONS);
    await follow();
    await pause(1_000);
    expect(await building()).toEqual(PROJECTIONS.map(({ name }) => name).sort());
    for (const { id } of replaysOf) await wishOf(pool, id, 'cancel');
    rebuilding();
    await areRight();
    expect((await replays(pool)).map(({ state }) => state)).toEqual(two.map(() => 'cancelled'));
  });
});
