import { memoryEventStore } from '@rapport/event-store';
import { createPool } from '@rapport/postgres';
import { sliceRanges } from './slices';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows } from './world/stage';
import { appendOf } from './world/story';

const CONNECTIONS = 4;

// Each of them keeps a connection while it asks over another: all connections are taken before anybody has what they need.
it('lets more lanes move than there are connections', async () => {
  const stage = await openStage();
  const pool = createPool(stage.database.url, { max: CONNECTIONS, pipeline: true });
  try {
    const store = memoryEventStore();
    await stage.follow(store, { pool, ranges: sliceRanges(2 * CONNECTIONS) });
    for (let nth = 0; nth < 10; nth++) {
      const told = { type: 'PurchaseMade' as const, handles: [`userId${nth}`], occurredAt: '2026-01-01T00:00:00.000Z' };
      const data = { orderId: `order ${nth}`, currency: 'EUR', amount: '1.00' };
      await store.append([appendOf(0, { id: `${nth}`, ...told, data })]);
      await settled(stage, store);
    }
    const facts = await logOf(store);
    for (const one of worldProjections) expect(await storedRows(stage, one)).toEqual(expectedRows(facts, one));
  } finally {
    await stage.close();
    await pool.end();
  }
}, 120_000);
