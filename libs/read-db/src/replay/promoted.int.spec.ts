import { memoryEventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { totals, worldProjections } from '../world/projections';
import { hosting, replayed, spareTables, until } from '../world/replaying';
import { expectedRows, logOf, openStage, settled, storedRows } from '../world/stage';
import { appendOf, makeStory, onceMore } from '../world/story';
import { wishOf } from './replays';

const total = worldProjections.find(({ projection }) => projection === totals)!;

it('reports what differs, swaps and rolls back while people read and events come in', async () => {
  const random = seededRandom(11);
  const store = memoryEventStore({ batch: 50 });
  const stage = await openStage();
  const { pool } = stage.database;
  await store.append(makeStory(random, 200, 20).map((one) => appendOf(3, one)));
  const following = await stage.follow(store);
  const host = hosting(stage, store, worldProjections);
  let isOver = false;
  const read = async (): Promise<void> => {
    while (!isOver) {
      const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from rapport_read.world_totals_v1');
      expect(rows[0]!.n).toBeGreaterThan(0);
    }
  };
  const write = async (): Promise<void> => {
    for (let n = 0; !isOver; n++) {
      await store.append(onceMore(`while ${n}`, makeStory(random, 2, 20)).map((one) => appendOf(4, one)));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  };
  try {
    await settled(stage, store);
    const { rows } = await pool.query<{ key: string }>(
      'select key::text from rapport_read.world_totals_v1 order by key limit 2',
    );
    const [spoilt, lost] = rows.map(({ key }) => key);
    const load = [read(), read(), write()];
    await pool.query('update rapport_read.world_totals_v1 set cents = cents + 7000000 where key = $1::uuid', [spoilt]);
    await pool.query('delete from rapport_read.world_totals_v1 where key = $1::uuid', [lost]);
    const { id, comparison, aggregates } = await replayed(stage, total, { promote: false });
    expect(comparison!.different + comparison!.onlyRebuilt).toBeGreaterThanOrEqual(1);
    expect(comparison!.samples.map(({ key }) => key)).toContain(spoilt);
    expect(comparison!.fields).toHaveProperty('cents');
    const [cents] = aggregates!.fields.filter(({ field }) => field === 'cents');
    expect(cents).toMatchObject({ same: false, before: { nulls: 0 }, after: { nulls: 0 } });
    expect(aggregates!.after.rows - aggregates!.before.rows).toBe(comparison!.onlyRebuilt);
    // What was put on top of one row shows in the sum, but for what the other lost.
    expect(BigInt(cents!.before!.sum!) - BigInt(cents!.after!.sum!)).toBeGreaterThan(5_000_000n);
    await wishOf(pool, id, 'promote');
    const promoted = await until(stage, id, 'promoted');
    expect(Date.parse(promoted.keptUntil!)).toBeGreaterThan(Date.now());
    await wishOf(pool, id, 'rollback');
    await until(stage, id, 'rolled-back');
    const { rows: back } = await pool.query<{ cents: string }>(
      'select cents from rapport_read.world_totals_v1 where key = $1::uuid',
      [spoilt],
    );
    expect(Number(back[0]?.cents ?? 7_000_000)).toBeGreaterThanOrEqual(7_000_000);
    await replayed(stage, total);
    isOver = true;
    await Promise.all(load);
    await settled(stage, store);
    expect(await storedRows(stage, total)).toEqual(expectedRows(await logOf(store), total));
    expect(await spareTables(stage)).toEqual(['world_totals_v1_old']);
    const { aggregates: same, comparison: equal } = await replayed(stage, total);
    expect(same!.fields.every((field) => field.same)).toBe(equal!.equal === equal!.rows);
    const sums = await pool.query<{ n: number; sum: string; min: string; max: string }>(
      'select count(*)::int as n, sum(cents)::text, min(cents)::text, max(cents)::text from rapport_read.world_totals_v1',
    );
    const { n, ...told } = sums.rows[0]!;
    const found = same!.fields.find(({ field }) => field === 'cents')!;
    expect(found).toEqual({ field: 'cents', same: true, before: { count: n, nulls: 0, ...told }, after: { count: n, nulls: 0, ...told } }); // prettier-ignore
  } finally {
    isOver = true;
    await host.stop();
    await following.stop();
    await stage.close();
  }
});

it('drops the table from before when its time is over', async () => {
  const store = memoryEventStore();
  const stage = await openStage();
  await store.append(makeStory(seededRandom(2), 20, 5).map((one) => appendOf(3, one)));
  const following = await stage.follow(store);
  const host = hosting(stage, store, worldProjections, { keepHours: 0 });
  try {
    await settled(stage, store);
    const { id } = await replayed(stage, total);
    for (let look = 0; look < 100 && (await spareTables(stage)).length > 0; look++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await spareTables(stage)).toEqual([]);
    await expect(wishOf(stage.database.pool, id, 'rollback')).rejects.toThrow('cannot rollback');
  } finally {
    await host.stop();
    await following.stop();
    await stage.close();
  }
});
