import type { Pool } from 'pg';
import { memoryEventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { openWaiter, VIEWS_CHANNEL } from './wait-for';
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
  await store.append(story.slice(1));
  expect(await waiter.waitFor((await store.head()).position, [totals, { name: 'identity', version: 1 }], 60_000)).toBe(
    true,
  );
  expect(await waiter.waitFor(position, [{ name: 'world-totals', version: 99 }], 30)).toBe(false);
  await waiter.close();
  await following.stop();
});

describe('those who wait', () => {
  /** Longer than any spec: nothing but a notice wakes them. */
  const NEVER_MS = 600_000;
  const view = { name: 'view', version: 1 };
  const stands = (position: string) =>
    stage.database.pool.query(
      `with moved as (
         insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
         values ('view', 1, 0, 255, $1, 0, now())
         on conflict (projection, version, lo, hi) do update set position = excluded.position)
       select pg_notify('${VIEWS_CHANNEL}', '')`,
      [position],
    );

  it('are woken by a notice, all by one look', async () => {
    const { pool } = stage.database;
    const waiter = openWaiter(pool, { pollMs: NEVER_MS });
    const first = waiter.waitFor('a-1', [view], NEVER_MS);
    await eventually(async () => {
      const { rowCount } = await pool.query("select from pg_stat_activity where query = 'listen rapport_views'");
      expect(rowCount).toBe(1);
    });
    await stands('a-1');
    expect(await first).toBe(true);

    const asked = jest.spyOn(pool, 'query');
    const looks = () => asked.mock.calls.filter(([query]) => /as of/.test((query as { text?: string }).text ?? ''));
    const waits = Array.from({ length: 20 }, (_, n) => waiter.waitFor(n < 10 ? 'a-2' : 'a-3', [view], NEVER_MS));
    // One look for who came first, one for all who came meanwhile.
    await eventually(() => expect(looks().length).toBeGreaterThanOrEqual(2));
    await Promise.all(asked.mock.results.map(({ value }) => value as Promise<unknown>));
    await stands('a-2');
    expect(await Promise.all(waits.slice(0, 10))).not.toContain(false);
    await stands('a-3');
    expect(await Promise.all(waits)).not.toContain(false);
    expect(looks().length).toBeLessThan(waits.length / 2);
    asked.mockRestore();
    await waiter.close();
  });

  it('need no notice when nobody can listen, and learn why when nobody can look', async () => {
    const { pool } = stage.database;
    const query = jest.fn((statement: string) => pool.query(statement));
    const deaf = { query, connect: () => Promise.reject(new Error('no connection left')) } as unknown as Pool;
    const waiter = openWaiter(deaf, { pollMs: 5 });
    const waiting = waiter.waitFor('b-1', [view], NEVER_MS);
    await stands('b-1');
    expect(await waiting).toBe(true);
    query.mockImplementation(() => Promise.reject(new Error('the database is gone')));
    await expect(waiter.waitFor('b-2', [view], NEVER_MS)).rejects.toThrow('the database is gone');
    await waiter.close();
  });
});
