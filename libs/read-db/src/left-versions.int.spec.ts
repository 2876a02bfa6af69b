import { memoryEventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { knownVersions, pruneVersions } from './left-versions';
import { course, worldProjections } from './world/projections';
import { openStage, settled, type Stage } from './world/stage';
import { appendOf, makeStory } from './world/story';

const rest = worldProjections.filter(({ projection }) => projection !== course);
const registered = rest.map(({ projection }) => projection);

describe('versions that another release has left', () => {
  let stage: Stage;
  const store = memoryEventStore();
  const random = seededRandom(5);
  const append = (mark: string) =>
    store.append(makeStory(random, 5, 10).map((one) => appendOf(3, { ...one, id: `${mark} ${one.id}` })));
  const left = async () =>
    (await knownVersions(stage.database.pool, registered, 24)).filter(({ state }) => state === 'left');
  const aged = () =>
    stage.database.pool.query(
      `update rapport_read.checkpoint set updated_at = now() - interval '25 hours' where projection = 'world-course'`,
    );
  const tables = async (): Promise<string[]> =>
    (await stage.database.pool.query("select tablename from pg_tables where schemaname = 'rapport_read'")).rows.map(
      ({ tablename }) => tablename as string,
    );

  beforeAll(async () => {
    stage = await openStage();
    await append('before');
    const old = await stage.follow(store);
    await settled(stage, store);
    await old.stop();
  });
  afterAll(() => stage.close());

  it('are left alone while they are at the end of the log, or have moved of late', async () => {
    await aged();
    expect(await left()).toMatchObject([
      { name: 'world-course', version: 1, table: 'world_course_v1', prunable: false },
    ]);
    await append('after');
    const next = await stage.follow(store, { projections: rest });
    await eventually(async () => {
      // The followers decide, too: the end of the log moves while they read what was appended.
      const { position } = await store.head();
      const all = await knownVersions(stage.database.pool, registered, 24);
      expect(all.filter(({ state }) => state === 'live').every((one) => one.position === position)).toBe(true);
    }, 30_000);
    await next.stop();
    await stage.database.pool.query(
      `update rapport_read.checkpoint set updated_at = now() where projection = 'world-course'`,
    );
    expect(await left()).toMatchObject([{ prunable: false }]);
    expect(await pruneVersions(stage.database.pool, registered, 24)).toEqual([]);
    await aged();
    expect((await left())[0]).toMatchObject({ prunable: true, bytes: expect.any(Number) });
  });

  it('are left alone while a replay of theirs can be rolled back, or somebody reads them', async () => {
    const { pool } = stage.database;
    await pool.query(
      `insert into rapport_read.replay (id, projection, version, promote, state, kept_until)
       values (gen_random_uuid(), 'world-course', 1, true, 'promoted', now() + interval '1 hour')`,
    );
    expect(await left()).toMatchObject([{ prunable: false }]);
    await pool.query('update rapport_read.replay set kept_until = null');
    const reader = await pool.connect();
    await reader.query('begin');
    await reader.query('select count(*) from rapport_read.world_course_v1');
    expect(await pruneVersions(pool, registered, 24)).toEqual([]);
    await reader.query('rollback');
    reader.release();
    expect(await tables()).toContain('world_course_v1');
  });

  it('go with their tables, checkpoints and what was parked; all else stays', async () => {
    const { pool } = stage.database;
    await pool.query('create table rapport_read.world_course_v1_old (like rapport_read.world_course_v1)');
    await pool.query(
      `insert into rapport_read.parked (projection, version, key, position, event_id, error, parked_at)
       values ('world-course', 1, 'k', 'p', gen_random_uuid(), 'e', now()),
         ('world-course', 2, 'k', 'p', gen_random_uuid(), 'e', now())`,
    );
    const before = await tables();
    expect(await pruneVersions(pool, registered, 24)).toMatchObject([{ name: 'world-course', version: 1 }]);
    const gone = before.filter((name) => name.startsWith('world_course_v1'));
    expect(await tables()).toEqual(before.filter((name) => !gone.includes(name)));
    expect(gone).toHaveLength(2);
    const { rows } = await pool.query<{ version: number }>(
      "select version from rapport_read.parked where projection = 'world-course'",
    );
    expect(rows).toEqual([{ version: 2 }]);
    expect(await left()).toEqual([]);
    expect((await knownVersions(pool, registered, 24)).length).toBe(registered.length);
  });
});
