import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { eventIdOf } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import { eventually } from '@rapport/testing';
import type { ProjectionTable } from './follow';
import type { Following } from './following';
import { parked, positions } from './positions';
import { retryParked } from './views/parking';
import { course, entries, totals, volume, worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, eventIn, handleIn, type Told } from './world/story';

const [, courseTable] = worldProjections as readonly [ProjectionTable, ProjectionTable];
let minute = 0;
const event = (id: string, handles: readonly string[], orderId = id, type: Told['type'] = 'PurchaseMade'): Told => ({
  ...{ id, type, handles, occurredAt: new Date(Date.UTC(2026, 0, 1) + ++minute * 60_000).toISOString() },
  data: { orderId, currency: 'EUR', amount: '1.00' },
});
const poison = (id: string, ...handles: readonly string[]): Told => event(id, handles, 'poison', 'ItemReturned');
const about = (id: string, target: Told, type: Told['type'], data: object): Told => ({
  ...event(id, [target.handles[0]!]),
  ...{ type, target: target.id, data: { ...data } },
});

let stage: Stage;
let store: EventStore;
let following: Following;
const tell = (...events: readonly Told[]) => store.append(events.map((one) => appendOf(0, one)));
const start = async (projections?: readonly ProjectionTable[]): Promise<void> => {
  following = await stage.follow(store, projections ? { projections } : {});
};
const keys = async () => (await parked(stage.database.pool)).map(({ projection, key }) => [projection, key]);
const courseOf = async (name: string) => (await storedRows(stage, courseTable))[handleIn(0, name)];

beforeEach(async () => {
  stage = await openStage();
  store = memoryEventStore({ batch: 3 });
});
afterEach(async () => {
  await following.stop();
  await stage.close();
});

it('parks the customer of a poison event, not the projection: others flow, the past stays', async () => {
  await start();
  await tell(event('a', ['userId1']), poison('p', 'userId1'), event('b', ['userId1']), event('c', ['userId2']));
  await settled(stage, store);
  expect(await keys()).toEqual([['world-course', handleIn(0, 'userId1')]]);
  expect((await parked(stage.database.pool))[0]).toMatchObject({ eventId: eventIn(0, 'p') });
  expect(await courseOf('userId1')).toMatchObject({ course: ['a:1.00'] });
  expect(await courseOf('userId2')).toMatchObject({ course: ['c:1.00'] });
  const progress = await positions(stage.database.pool);
  expect(progress.find(({ projection }) => projection === course.name)).toMatchObject({
    parked: 1,
    lag: 0,
    fault: null,
  });
  const table = worldProjections[0]!;
  expect(table.projection).toBe(totals);
  expect(await storedRows(stage, table)).toEqual(expectedRows(await logOf(store), table));
});

it('keeps later events of a parked customer queued, and takes all of them in when the poison is retracted', async () => {
  await start();
  const bad = poison('p', 'userId1');
  await tell(event('a', ['userId1']), bad);
  await settled(stage, store);
  await tell(event('b', ['userId1']));
  await settled(stage, store);
  expect(await courseOf('userId1')).toMatchObject({ course: ['a:1.00'] });
  await tell(about('r', bad, 'InteractionRetracted', {}));
  await settled(stage, store);
  expect(await keys()).toEqual([]);
  expect(await courseOf('userId1')).toMatchObject({ course: ['a:1.00', 'b:1.00'] });
});

it('parks the same customers at the same rows, however the log is cut', async () => {
  await start();
  await tell(event('a', ['userId1', 'email1']), poison('p', 'userId1'), event('b', ['email1']), poison('q', 'userId2'));
  await tell(event('c', ['userId1']), event('d', ['userId3', 'email1']), poison('s', 'loyaltyCard4'));
  await settled(stage, store);
  const rebuilt = await openStage();
  const again = await rebuilt.follow(store, {});
  try {
    await settled(rebuilt, store);
    expect(await storedRows(rebuilt, courseTable)).toEqual(await storedRows(stage, courseTable));
    expect((await parked(rebuilt.database.pool)).map(({ parkedAt: _, ...row }) => row).sort(byKey)).toEqual(
      (await parked(stage.database.pool)).map(({ parkedAt: _, ...row }) => row).sort(byKey),
    );
  } finally {
    await again.stop();
    await rebuilt.close();
  }
});
const byKey = (x: { key: string }, y: { key: string }): number => (x.key < y.key ? -1 : 1);

it('folds a parked customer again when somebody asks, with a fold that has been mended', async () => {
  await start();
  await tell(event('a', ['userId1']), poison('p', 'userId1'), event('b', ['userId1']));
  await settled(stage, store);
  await following.stop();
  const mended: Projection = { ...course, on: { ...course.on, ItemReturned: (row) => row } } as Projection;
  await start([{ ...courseTable, projection: mended }]);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await courseOf('userId1')).toMatchObject({ course: ['a:1.00'] });
  expect(await retryParked(stage.database.pool, course, handleIn(0, 'userId1'))).toBe(true);
  expect(await retryParked(stage.database.pool, course, handleIn(0, 'userId2'))).toBe(false);
  await eventually(async () => expect(await keys()).toEqual([]), 10_000);
  expect(await courseOf('userId1')).toMatchObject({ course: ['a:1.00', 'b:1.00'] });
});

it('stays parked when trying again does not help', async () => {
  await start();
  await tell(event('a', ['userId1']), poison('p', 'userId1'));
  await settled(stage, store);
  await retryParked(stage.database.pool, course, handleIn(0, 'userId1'));
  const asked = 'select from rapport_read.parked where retry';
  await eventually(async () => expect((await stage.database.pool.query(asked)).rowCount).toBe(0), 10_000);
  expect(await keys()).toEqual([['world-course', handleIn(0, 'userId1')]]);
});

it('parks what the table cannot hold', async () => {
  const huge = 10 ** 12;
  const [first] = worldProjections as readonly [ProjectionTable];
  const broken = {
    ...totals,
    each: (row: never, fact: { id: string }) => ({ ...(row as object), events: fact.id === 'x' ? huge : 1 }),
  } as unknown as Projection;
  await start([{ ...first, projection: broken }]);
  await tell(event('x', ['userId1']), event('y', ['userId2']), event('z', ['userId3']));
  await settled(stage, store);
  expect(await keys()).toEqual([['world-totals', handleIn(0, 'userId1')]]);
  expect(Object.keys(await storedRows(stage, first)).sort()).toEqual(
    ['userId2', 'userId3'].map((name) => handleIn(0, name)).sort(),
  );
});

it('parks entries by their owner', async () => {
  const table = worldProjections.find(({ projection }) => projection === entries)!;
  const picky = {
    ...entries,
    keys: (fact: { id: string; eventId: string }) => {
      if (fact.id === 'x') throw new Error('no key for this');
      return [fact.eventId];
    },
  } as Projection;
  await start([{ ...table, projection: picky }]);
  await tell(event('w', ['userId1']), event('x', ['userId1']), event('y', ['userId1']), event('z', ['userId3']));
  await settled(stage, store);
  expect(await keys()).toEqual([['world-entries', handleIn(0, 'userId1')]]);
  expect(Object.keys(await storedRows(stage, table)).sort()).toEqual([eventIn(0, 'w'), eventIn(0, 'z')].sort());
  await following.stop();
  await start([table]);
  await retryParked(stage.database.pool, entries, handleIn(0, 'userId1'));
  await eventually(async () => expect(await keys()).toEqual([]), 10_000);
  expect(await storedRows(stage, table)).toEqual(expectedRows(await logOf(store), table));
});

it('parks by its own key a row that anybody may touch, and takes up what queued there when somebody asks', async () => {
  const table = worldProjections.find(({ projection }) => projection === volume)!;
  await start([table]);
  const dollars = { ...event('d', ['userId2']), data: { orderId: 'd', currency: 'USD', amount: '2.00' } };
  await tell(event('a', ['userId1']), event('p', ['userId1'], 'poison'), event('b', ['userId2']), dollars);
  await settled(stage, store);
  const queued = await keys();
  expect(queued.map(([name]) => name)).toEqual(['world-volume', 'world-volume']);
  const euros = eventIdOf('volume', 'EUR');
  expect(queued.map(([, key]) => key)).toContain(euros);
  expect((await storedRows(stage, table))[euros]).toEqual({ count: 1, cents: 100 });
  expect((await storedRows(stage, table))[eventIdOf('volume', 'USD')]).toEqual({ count: 1, cents: 200 });
  await following.stop();
  const count = (row: { count: number; cents: number }) => ({ count: row.count + 1, cents: row.cents + 100 });
  const mended = { ...table, projection: { ...volume, on: { PurchaseMade: count } } as unknown as Projection };
  await start([mended]);
  for (const [, key] of queued) await retryParked(stage.database.pool, volume, key!);
  await eventually(async () => expect(await keys()).toEqual([]), 10_000);
  expect((await storedRows(stage, table))[euros]).toEqual({ count: 3, cents: 300 });
});
