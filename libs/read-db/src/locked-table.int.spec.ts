import { memoryEventStore } from '@rapport/event-store';
import { createPool } from '@rapport/postgres';
import { tablePathOf } from '@rapport/projections';
import { eventually } from '@rapport/testing';
import type pg from 'pg';
import { followersUrl } from './keyed-url';
import { checkpointFault } from './world/checkpoint-fault';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf } from './world/story';

let stage: Stage;
let pool: pg.Pool;
beforeEach(async () => {
  stage = await openStage();
  pool = createPool(followersUrl(stage.database.url), { max: 14, pipeline: true });
});
afterEach(async () => {
  await stage.close();
  await pool.end();
});

const [table, ...others] = worldProjections;
const path = tablePathOf(table!.table);

// What making an index does, and what a change of columns does: the second one keeps readers out, too.
it.each(['share', 'access exclusive'])(
  'lets other views go on while a table is locked (%s)',
  async (mode) => {
    const store = memoryEventStore();
    const tell = (id: string) =>
      store.append([
        appendOf(0, {
          ...{ id, type: 'PurchaseMade', handles: ['userId1'], occurredAt: '2026-01-01T00:00:00.000Z' },
          data: { orderId: id, currency: 'EUR', amount: '1.00' },
        }),
      ]);
    const expectRows = async (tables: typeof worldProjections): Promise<void> => {
      const facts = await logOf(store);
      for (const one of tables) expect(await storedRows(stage, one)).toEqual(expectedRows(facts, one));
    };
    await stage.follow(store, { pool });
    await tell('a');
    await settled(stage, store);

    const holder = await stage.database.pool.connect();
    try {
      await holder.query(`begin; lock table ${path} in ${mode} mode`);
      await tell('b');
      await eventually(() => expectRows(others), 30_000);
      const name = table!.projection.name;
      await eventually(async () => {
        const found = await checkpointFault(stage.database.pool);
        expect(Object.keys(found)).toEqual([name]);
        expect(found[name]!.fault).toMatch(/lock timeout/);
      }, 30_000);
      await tell('c');
      await eventually(() => expectRows(others), 30_000);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    await settled(stage, store);
    expect(await checkpointFault(stage.database.pool)).toEqual({});
    await expectRows(worldProjections);
  },
  120_000,
);
