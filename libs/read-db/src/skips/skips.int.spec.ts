import { memoryEventStore, type EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { subjectOf, type Projection } from '@rapport/fold';
import { runAll } from '@rapport/postgres';
import { eventually } from '@rapport/testing';
import type { ProjectionTable } from '../follow';
import type { Following } from '../following';
import { openPast } from '../past/past';
import { parked } from '../positions';
import { course, entries, volume, worldProjections } from '../world/projections';
import { hosting, replayed } from '../world/replaying';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, eventIn, handleIn, type Told } from '../world/story';
import { loadParked, parking } from '../views/parking';
import { previewSkip } from './preview-skip';
import { skipEvent, skips } from './skips';

const tableOf = (projection: Projection): ProjectionTable =>
  worldProjections.find((table) => table.projection === projection)!;
let minute = 0;
const event = (id: string, handles: readonly string[], orderId = id, type: Told['type'] = 'PurchaseMade'): Told => ({
  ...{ id, type, handles, occurredAt: new Date(Date.UTC(2026, 0, 1) + ++minute * 60_000).toISOString() },
  data: { orderId, currency: 'EUR', amount: '1.00' },
});
const about = (id: string, target: Told, data: Told['data']): Told => ({
  ...event(id, [target.handles[0]!]),
  ...{ type: 'InteractionCorrected', target: target.id, data },
});
const picky: ProjectionTable = {
  ...tableOf(entries),
  projection: {
    ...entries,
    keys: (fact: Fact) => {
      if (fact.id === 'p') throw new Error('no key for this');
      return entries.keys(fact);
    },
  },
};

let stage: Stage;
let store: EventStore;
let following: Following | undefined;
const tell = (...events: readonly Told[]) => store.append(events.map((one) => appendOf(0, one)));
const start = async (table: ProjectionTable): Promise<void> => {
  following = await stage.follow(store, { projections: [table] });
};
const parkedKeys = async () => (await parked(stage.database.pool)).map(({ key }) => key);
const skip = (projection: Projection, key: string, id = 'p', reason = 'Garbage from a test till') =>
  skipEvent(stage.database.pool, projection, { key, eventId: eventIn(0, id), reason, actor: 'Ada' });
const healed = () => eventually(async () => expect(await parkedKeys()).toEqual([]), 10_000);
const logWithout = async (id: string) => (await logOf(store)).filter((fact) => subjectOf(fact) !== eventIn(0, id));

beforeEach(async () => {
  stage = await openStage();
  store = memoryEventStore({ batch: 3 });
});
afterEach(async () => {
  await following?.stop();
  await stage.close();
});

it.each([
  ['a customer', tableOf(course), event('p', ['userId1'], 'poison', 'ItemReturned')],
  ['entries of an owner', picky, event('p', ['userId1'])],
  ['rows that anybody touches', tableOf(volume), event('p', ['userId1'], 'poison')],
])('leaves an event out of %s, live and in a rebuild, and takes in what queued behind it', async (_, table, poison) => {
  await start(table);
  await tell(event('a', ['userId1']), poison, event('b', ['userId1', 'email1']), event('c', ['userId2']));
  await settled(stage, store);
  const keys = await parkedKeys();
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) expect(await skip(table.projection, key)).toMatchObject({ outcome: 'skipped' });
  await healed();
  // Joins, late events and corrections of what was left out fold again: it stays out.
  await tell(event('d', ['email1', 'userId3']), {
    ...event('late', ['userId1']),
    occurredAt: '2025-01-01T00:00:00.000Z',
  });
  await tell(about('x', poison, { type: 'PurchaseMade', data: { orderId: 'p', currency: 'EUR', amount: '7.00' } }));
  await settled(stage, store);
  await healed();
  const expected = expectedRows(await logWithout('p'), table);
  expect(await storedRows(stage, table)).toEqual(expected);
  const host = hosting(stage, store, [table]);
  try {
    const { comparison } = await replayed(stage, table);
    expect(comparison).toMatchObject({ different: 0, onlyLive: 0, onlyRebuilt: 0 });
    expect(await storedRows(stage, table)).toEqual(expected);
    expect(await parkedKeys()).toEqual([]);
  } finally {
    await host.stop();
  }
});

it('skips only what the key is parked at, and says who did it and why', async () => {
  const table = tableOf(course);
  await start(table);
  await tell(event('a', ['userId1']), event('p', ['userId1'], 'poison', 'ItemReturned'));
  await tell(event('q', ['userId1'], 'poison', 'ItemReturned'), event('b', ['userId1']));
  await settled(stage, store);
  const key = handleIn(0, 'userId1');
  expect(await skip(course, key, 'q')).toEqual({ outcome: 'waiting', eventId: eventIn(0, 'p') });
  expect(await skip(course, handleIn(0, 'userId2'))).toEqual({ outcome: 'not-parked' });
  expect(await skips(stage.database.pool, course)).toEqual([]);
  await skip(course, key);
  await eventually(async () => {
    expect((await parked(stage.database.pool))[0]).toMatchObject({ key, eventId: eventIn(0, 'q') });
  }, 10_000);
  await skip(course, key, 'q', 'The same');
  await healed();
  expect((await storedRows(stage, table))[key]).toMatchObject({ course: ['a:1.00', 'b:1.00'] });
  expect(await skips(stage.database.pool, course)).toMatchObject([
    { eventId: eventIn(0, 'p'), key, reason: 'Garbage from a test till', actor: 'Ada' },
    { eventId: eventIn(0, 'q'), key, reason: 'The same', error: expect.stringContaining('cannot fold this') },
  ]);
  expect(await skips(stage.database.pool, { name: course.name, version: course.version + 1 })).toEqual([]);
});

it('shows before what a skip would make of the row, and at which event it would be parked again', async () => {
  const table = tableOf(course);
  await start(table);
  await tell(event('a', ['userId1']), event('p', ['userId1'], 'poison', 'ItemReturned'), event('b', ['userId1']));
  await tell(event('q', ['userId1'], 'poison', 'ItemReturned'), event('c', ['userId1']));
  await settled(stage, store);
  const { pool } = stage.database;
  const past = openPast({ sql: pool, store: async () => store });
  const key = handleIn(0, 'userId1');
  const shown = async () => previewSkip(pool, past, course as never, key, (await store.head()).position);
  const cannot = { error: expect.stringContaining('cannot fold this') };
  expect(await shown()).toMatchObject({
    ...{ customer: key, eventId: eventIn(0, 'p'), waiting: 3, changed: ['course', 'lastAt'], ...cannot },
    ...{ before: { course: ['a:1.00'] }, after: { course: ['a:1.00', 'b:1.00'] } },
    parkedNext: { eventId: eventIn(0, 'q'), ...cannot },
  });
  expect((await storedRows(stage, table))[key]).toEqual((await shown())!.before);
  await skip(course, key);
  await eventually(async () => {
    expect((await parked(pool))[0]).toMatchObject({ eventId: eventIn(0, 'q') });
  }, 10_000);
  const last = await shown();
  expect(last).toMatchObject({ eventId: eventIn(0, 'q'), waiting: 1, parkedNext: null });
  await skip(course, key, 'q');
  await healed();
  expect((await storedRows(stage, table))[key]).toEqual(last!.after);
  expect(await shown()).toBeNull();
  await past.close();
});

it('has a key tried again that a worker parks before it has heard of the skip', async () => {
  const [one, two] = [handleIn(0, 'userId1'), handleIn(0, 'userId2')];
  const { pool } = stage.database;
  const poison = { eventId: eventIn(0, 'p'), position: 'x' };
  const park = (projection: Projection, ...keys: readonly string[]) =>
    runAll(pool, parking(projection, keys.map((key) => ({ key, poison, error: 'cannot' })), [])); // prettier-ignore
  const wanted = async (projection: Projection) =>
    (await loadParked(pool, projection)).retry.map(({ key }) => key).sort();
  for (const projection of [course, volume]) {
    await park(projection, one);
    expect(await wanted(projection)).toEqual([]);
    await skip(projection, one);
    await park(projection, one, two);
  }
  // An event is one customer's, whoever that is by now; of several rows it is left out of one.
  expect(await wanted(course)).toEqual([one, two]);
  expect(await wanted(volume)).toEqual([one]);
});
