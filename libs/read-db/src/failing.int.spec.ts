import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { tablePathOf } from '@rapport/projections';
import { eventually } from '@rapport/testing';
import { checkpointFault } from './world/checkpoint-fault';
import { worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, type Told } from './world/story';

const purchase = (id: string): Told => ({
  ...{ id, type: 'PurchaseMade', handles: ['userId1'], occurredAt: '2026-01-01T00:00:00.000Z' },
  data: { orderId: id, currency: 'EUR', amount: '1.00' },
});

let stage: Stage;
let store: EventStore;
beforeEach(async () => {
  stage = await openStage();
  store = memoryEventStore();
});
afterEach(() => stage.close());

const tell = (id: string) => store.append([appendOf(0, purchase(id))]);
const run = (sql: string) => stage.database.pool.query(sql);
const faults = () => checkpointFault(stage.database.pool);

const [table] = worldProjections;
const path = tablePathOf(table!.table);

it('shows why views fail, since when and when they are tried again, until somebody mends it', async () => {
  await stage.follow(store);
  await tell('a');
  await settled(stage, store);
  expect(await faults()).toEqual({});

  await run(`alter table ${path} rename to lent`);
  await tell('b');
  const seen = await eventually(async () => {
    const found = await faults();
    expect(Object.keys(found).sort()).toEqual(worldProjections.map(({ projection }) => projection.name).sort());
    return found;
  });
  const first = seen[table!.projection.name]!;
  expect(first.fault).toMatch(/does not exist/);
  expect(Math.abs(Date.now() - Date.parse(first.faultSince!))).toBeLessThan(60_000);
  // It is tried again and again, and says since when all the while.
  await eventually(async () => {
    const now = (await faults())[table!.projection.name]!;
    expect(Date.parse(now.nextTryAt!)).toBeGreaterThan(Date.parse(first.nextTryAt!));
    expect(now.faultSince).toBe(first.faultSince);
  });

  await run(`alter table ${path.replace(/[^.]+$/, 'lent')} rename to ${path.replace(/^.*\./, '')}`);
  await settled(stage, store);
  expect(await faults()).toEqual({});
  for (const one of worldProjections)
    expect(await storedRows(stage, one)).toEqual(expectedRows(await logOf(store), one));
});

it('takes a fault back once it is tried again without one and there is nothing to do', async () => {
  await stage.follow(store);
  await tell('a');
  await settled(stage, store);
  await run(
    `update rapport_read.checkpoint set fault = 'error: gone', fault_since = now(), try_at = now() - interval '1 min'`,
  );
  await eventually(async () => expect(await faults()).toEqual({}));
  // Who has stopped stays stopped: only a person says otherwise.
  await run(`update rapport_read.checkpoint set fault = 'stopped', try_at = null where projection = 'identity'`);
  await new Promise((done) => setTimeout(done, 2_500));
  expect(await faults()).toEqual({ identity: expect.objectContaining({ fault: 'stopped', nextTryAt: null }) });
});
