import { setTimeout as pause } from 'node:timers/promises';
import { memoryEventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { entries, totals, worldProjections } from '../world/projections';
import { hosting, replayed, spareTables, until } from '../world/replaying';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory, onceMore } from '../world/story';
import { findReplay, NotNow, ReplayUnderWay, wishOf } from './replays';
import { requestReplay } from './request-replays';

const isTotals = ({ projection }: (typeof worldProjections)[number]): boolean => projection === totals;
const total = worldProjections.find(isTotals)!;
const entry = worldProjections.find(({ projection }) => projection === entries)!;
const KILLS = 20;

describe('a replay that is broken off, held or called off', () => {
  const random = seededRandom(7);
  const store = memoryEventStore({ batch: 5 });
  let told = 0;
  let stage: Stage;
  let following: Awaited<ReturnType<Stage['follow']>>;
  beforeEach(async () => {
    stage = await openStage();
    await store.append(onceMore(`story ${++told}`, makeStory(random, 80, 8)).map((one) => appendOf(5, one)));
    following = await stage.follow(store);
    await settled(stage, store);
  });
  afterEach(async () => {
    await following.stop();
    await stage.close();
  });

  it(`leaves live as it is, ${KILLS} times, and ends right where it is left alone, with events coming in`, async () => {
    let { id } = await requestReplay(stage.database.pool, totals);
    let broken = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const host = hosting(stage, store, worldProjections);
      await pause(5 + random.below(150));
      await store.append(onceMore(`kill ${kill}`, makeStory(random, 5, 8)).map((one) => appendOf(1, one)));
      await host.stop();
      const { state } = (await findReplay(stage.database.pool, id))!;
      if (state !== 'promoted') broken += 1;
      await settled(stage, store);
      expect(await storedRows(stage, total)).toEqual(expectedRows(await logOf(store), total));
      // It was done before it could be broken off: the next one is broken off in its place.
      if (state === 'promoted') ({ id } = await requestReplay(stage.database.pool, totals));
    }
    expect(broken).toBeGreaterThan(0);
    const host = hosting(stage, store, worldProjections);
    const last = await until(stage, id, 'promoted');
    await host.stop();
    expect(last.comparison).toMatchObject({ different: 0, onlyLive: 0, onlyRebuilt: 0 });
    await settled(stage, store);
    for (const table of worldProjections) {
      expect(await storedRows(stage, table)).toEqual(expectedRows(await logOf(store), table));
    }
    expect((await spareTables(stage)).filter((name) => name.includes('shadow'))).toEqual([]);
  });

  it('waits while it is paused, and leaves nothing when it is cancelled', async () => {
    const { pool } = stage.database;
    const { id } = await requestReplay(pool, entries);
    await expect(wishOf(pool, id, 'resume')).rejects.toBeInstanceOf(NotNow);
    await wishOf(pool, id, 'pause');
    expect(await wishOf(pool, id, 'resume')).toMatchObject({ state: 'requested', wish: 'resume' });
    await wishOf(pool, id, 'pause');
    const host = hosting(stage, store, worldProjections);
    try {
      await until(stage, id, 'paused');
      await expect(wishOf(pool, id, 'promote')).rejects.toBeInstanceOf(NotNow);
      await wishOf(pool, id, 'cancel');
      await until(stage, id, 'cancelled');
      await replayed(stage, total);
      expect((await spareTables(stage)).filter((name) => name.startsWith('world_entries'))).toEqual([]);
      const again = await requestReplay(pool, entries);
      await wishOf(pool, again.id, 'pause');
      await until(stage, again.id, 'paused', 'promoted');
      await wishOf(pool, again.id, 'resume').catch(() => undefined);
      await until(stage, again.id, 'promoted');
      expect(await storedRows(stage, entry)).toEqual(expectedRows(await logOf(store), entry));
    } finally {
      await host.stop();
    }
  });

  it('refuses a second one of the same projection', async () => {
    const { pool } = stage.database;
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => requestReplay(pool, totals)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const end of asked) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(ReplayUnderWay);
    const won = asked.flatMap((end) => (end.status === 'fulfilled' ? [end.value.id] : []));
    const { name } = totals;
    await expect(requestReplay(pool, totals)).rejects.toThrow(`a replay of ${name} is under way: ${won[0]}`);
    await pool.query(`update rapport_read.replay set state = 'ready' where id = $1`, won);
    await expect(requestReplay(pool, totals)).rejects.toThrow(`${name} waits to be promoted or cancelled: ${won[0]}`);
  });
});
