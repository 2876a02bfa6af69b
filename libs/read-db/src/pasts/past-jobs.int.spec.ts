import { setTimeout as pause } from 'node:timers/promises';
import { memoryEventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { eventually, seededRandom } from '@rapport/testing';
import type { Host } from '../hosting';
import type { ProjectionTable } from '../projection-table';
import { worldProjections } from '../world/projections';
import { hosting } from '../world/replaying';
import { askPast, dropPast, pastTables, rowsOfPast, untilPast } from '../world/pasts';
import { logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { rowsThen } from '../world/then';
import { findBuiltPast } from './built-past';
import { pastOf, TooManyPasts } from './request-past';
import { PastCannot, steerPast } from './steer-past';

describe('the building of projections of the past', () => {
  const store = memoryEventStore({ batch: 17 });
  const random = seededRandom(29);
  let stage: Stage;
  let following: Awaited<ReturnType<Stage['follow']>>;
  let host: Host;
  let log: readonly Fact[];
  const begin = (): Host => hosting(stage, store, worldProjections);
  const named = (name: string): ProjectionTable => worldProjections.find(({ projection }) => projection.name === name)!;
  const moments = () => [...new Set(log.map(({ occurredAt }) => occurredAt))].sort();

  beforeAll(async () => {
    stage = await openStage();
    following = await stage.follow(store);
    host = begin();
    await store.append(random.shuffle(makeStory(random, 120, 8)).map((one) => appendOf(0, one)));
    await settled(stage, store);
    log = await logOf(store);
  });
  afterAll(async () => {
    await host.stop();
    await following.stop();
    await stage.close();
  });

  it('leave live as it was, and go with all that they kept when they are dropped or their time is over', async () => {
    const { pool } = stage.database;
    const table = named('world-volume');
    const before = await storedRows(stage, table);
    const [one, other] = [
      await askPast(stage, table, log[20]!.position),
      await askPast(stage, named('world-totals'), log[20]!.position),
    ];
    await untilPast(stage, one.id, 'built');
    expect(await storedRows(stage, table)).toEqual(before);
    const { table: name } = await untilPast(stage, other.id, 'built');
    expect(await pastTables(stage)).toContain(name);
    await dropPast(stage, one);
    await pool.query(`update rapport_read.past set kept_until = clock_timestamp() where id = $1`, [other.id]);
    await untilPast(stage, other.id, 'dropped');
    await eventually(async () => expect(await pastTables(stage)).toEqual([]));
    const names = `select from rapport_read.checkpoint where projection ~ '~[0-9a-f]{6}$' union all select from rapport_read.parked`;
    expect((await pool.query(names)).rowCount).toBe(0);
  });

  it('are asked for once, however many ask at the same moment, and not without end', async () => {
    const { pool } = stage.database;
    await host.stop();
    const table = named('world-volume');
    const asked = await Promise.all(Array.from({ length: 10 }, () => askPast(stage, table, log[5]!.position)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    for (let n = 0; n < 19; n++) await askPast(stage, table, log[n + 10]!.position);
    await expect(askPast(stage, table, log[50]!.position)).rejects.toBeInstanceOf(TooManyPasts);
    expect((await askPast(stage, table, log[5]!.position)).id).toBe(asked[0]!.id);
    expect(await pastOf(pool, table.projection, {})).toMatchObject({ state: 'requested' });
    await pool.query('delete from rapport_read.past');
    host = begin();
  });

  it('that were broken off are begun again, and leave nothing of the attempts before', async () => {
    const table = named('world-course');
    const occurred = moments().at(-20)!;
    let broken = 0;
    for (let kill = 0; kill < 12; kill++) {
      const past = await askPast(stage, table, log.at(-1 - kill)!.position, occurred);
      // Somewhere in the middle: it takes some tens of milliseconds.
      await untilPast(stage, past.id, 'running', 'built');
      await pause(random.below(30));
      await host.stop();
      if ((await findBuiltPast(stage.database.pool, past.id))!.state === 'running') broken += 1;
      host = begin();
      const found = await untilPast(stage, past.id, 'built');
      expect(await rowsOfPast(stage, table, found)).toEqual(
        rowsThen(log.slice(0, log.length - kill), table.projection, occurred),
      );
      expect(await pastTables(stage)).toEqual([found.table]);
      await dropPast(stage, found);
      await eventually(async () => expect(await pastTables(stage)).toEqual([]));
    }
    // As a process leaves it that was killed: the record says that it runs, and a table is there.
    await host.stop();
    const { id } = await askPast(stage, table, log.at(-1)!.position);
    await stage.database.pool.query(
      `create table rapport_read.world_course_v1_past_00dead (like rapport_read.world_course_v1)`,
    );
    await stage.database.pool.query(
      `create table rapport_read.world_course_v1_past_0stray (like rapport_read.world_course_v1)`,
    );
    await stage.database.pool.query(
      `create table rapport_read.world_course_v1_past_00beef (like rapport_read.world_course_v1)`,
    );
    await stage.database.pool.query(`update rapport_read.past set state = 'running', attempts = 1, table_name = 'world_course_v1_past_00dead' where id = $1`, [id]); // prettier-ignore
    host = begin();
    const again = await untilPast(stage, id, 'built');
    expect(again.attempts).toBe(2);
    expect([...(await pastTables(stage))].sort()).toEqual(['world_course_v1_past_0stray', again.table].sort());
    await stage.database.pool.query('drop table rapport_read.world_course_v1_past_0stray');
    await dropPast(stage, again);
    expect(broken).toBeGreaterThan(0);
  }, 60_000);

  it('are paused, resumed and called off', async () => {
    const { pool } = stage.database;
    const table = named('world-totals');
    await host.stop();
    const past = await askPast(stage, table, log[40]!.position);
    await expect(steerPast(pool, past.id, 'resume')).rejects.toBeInstanceOf(PastCannot);
    await steerPast(pool, past.id, 'pause');
    host = begin();
    const next = await untilPast(stage, (await askPast(stage, table, log[41]!.position)).id, 'built');
    expect((await findBuiltPast(pool, past.id))!.state).toBe('paused');
    await steerPast(pool, past.id, 'resume');
    await untilPast(stage, past.id, 'built');
    await expect(steerPast(pool, past.id, 'pause')).rejects.toBeInstanceOf(PastCannot);
    for (const one of [past, next]) await dropPast(stage, one);
    expect((await steerPast(pool, past.id, 'drop'))!.state).toBe('dropped');
    const off = await askPast(stage, table, log[42]!.position);
    await steerPast(pool, off.id, 'drop');
    expect(['cancelled', 'dropped']).toContain((await findBuiltPast(pool, off.id))!.state);
    expect(await steerPast(pool, '00000000-0000-4000-8000-00000000dead', 'drop')).toBeNull();
    await eventually(async () => expect(await pastTables(stage)).toEqual([]));
  });
});
