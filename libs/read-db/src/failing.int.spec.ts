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

const others = worldProjections.slice(1);
const lent = path.replace(/[^.]+$/, 'lent');
const expectRows = async (tables: typeof worldProjections): Promise<void> => {
  const facts = await logOf(store);
  for (const one of tables) expect(await storedRows(stage, one)).toEqual(expectedRows(facts, one));
};

it('shows why a view fails, since when and when it is tried again, until somebody mends it; the others go on', async () => {
  await stage.follow(store);
  await tell('a');
  await settled(stage, store);
  expect(await faults()).toEqual({});

  await run(`alter table ${path} rename to lent`);
  await tell('b');
  const name = table!.projection.name;
  const first = await eventually(async () => {
    const found = await faults();
    expect(Object.keys(found)).toEqual([name]);
    return found[name]!;
  });
  expect(first.fault).toMatch(/does not exist/);
  expect(Math.abs(Date.now() - Date.parse(first.faultSince!))).toBeLessThan(60_000);
  await tell('c');
  await eventually(() => expectRows(others));
  // It is tried again and again, and says since when all the while.
  await eventually(async () => {
    const now = (await faults())[name]!;
    expect(Date.parse(now.nextTryAt!)).toBeGreaterThan(Date.parse(first.nextTryAt!));
    expect(now.faultSince).toBe(first.faultSince);
  });

  await run(`alter table ${lent} rename to ${path.replace(/^.*\./, '')}`);
  await settled(stage, store);
  expect(await faults()).toEqual({});
  await expectRows(worldProjections);
});

it('shows it of all views where none can be written, and of those that begin with one that cannot', async () => {
  await stage.follow(store);
  await tell('a');
  await settled(stage, store);
  for (const { table: one } of worldProjections)
    await run(`alter table ${tablePathOf(one)} rename to "lent ${one.options.tableName}"`);
  await tell('b');
  const named = (tables: typeof worldProjections) => tables.map(({ projection }) => projection.name).sort();
  // Nothing of what was told is for the view of returns, which goes on without its table.
  const failing = worldProjections.filter(({ projection: { name } }) => name !== 'world-returns');
  await eventually(async () => expect(Object.keys(await faults()).sort()).toEqual(named(failing)));
  const back = async ({ table: { options } }: (typeof worldProjections)[number]) =>
    run(`alter table rapport_read."lent ${options.tableName}" rename to "${options.tableName}"`);
  for (const one of others) await back(one);
  await eventually(async () => expect(Object.keys(await faults())).toEqual(named([table!])), 15_000);
  await eventually(() => expectRows(others));
  await back(table!);
  await settled(stage, store);
  await expectRows(worldProjections);
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
