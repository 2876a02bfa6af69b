import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { MAX_PERSONS } from '@rapport/decisions';
import type { Fact } from '@rapport/events';
import { eventually, seededRandom } from '@rapport/testing';
import { loadCheckpoint, START } from './checkpoint';
import { IdentityFollower } from './identity/follower';
import { IDENTITY } from './identity/reached';
import { loadUnread } from './identity/unread';
import { acquire, Fenced, keep, type Lease } from './lease';
import { positions } from './positions';
import { ALL_SLICES } from './slices';
import { openRowStore } from './views/row-store';
import { ViewRunner } from './views/view-runner';
import { totals, worldProjections } from './world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from './world/stage';
import { appendOf, makeStory } from './world/story';

const TTL = 150;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const told = (seed: number, events = 30) =>
  makeStory(seededRandom(seed), events, 5).map((event) => appendOf(seed, event));
const take = async (stage: Stage, name: string): Promise<Lease> =>
  (await acquire(stage.database.pool, name, `o${Math.random()}`, TTL))!;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const followerOf = (store: Pick<EventStore, 'append' | 'find' | 'read'>) =>
  new IdentityFollower(stage.database.pool, store, MAX_PERSONS, TTL);
/** Identity has come to the end of these facts. */
const followedBefore = async (facts: readonly Fact[]): Promise<void> => {
  const at = await loadCheckpoint(stage.database.pool, IDENTITY, ALL_SLICES);
  await followerOf(memoryEventStore()).take(facts, at, await take(stage, 'identity'));
};
const runnerOf = async (store: EventStore): Promise<ViewRunner> => {
  const { pool } = stage.database;
  const [{ table }] = worldProjections as readonly [(typeof worldProjections)[number]];
  const rows = await openRowStore(pool, table);
  return new ViewRunner({ pool, store, projections: [{ projection: totals, rows }], range: ALL_SLICES, ttlMs: TTL });
};

describe('a lease', () => {
  it('has one owner at a time, by the clock of the database', async () => {
    const { pool } = stage.database;
    const first = await take(stage, 'x');
    expect(await acquire(pool, 'x', 'other', TTL)).toBeUndefined();
    await pause(TTL + 50);
    const second = await take(stage, 'x');
    expect(Number(second.epoch)).toBe(Number(first.epoch) + 1);
    await expect(keep(pool, first, TTL)).rejects.toThrow(Fenced);
    await expect(keep(pool, second, TTL)).resolves.toBeUndefined();
  });
});

describe('a worker that slept through a take-over', () => {
  it('writes neither rows nor checkpoint', async () => {
    const { pool } = stage.database;
    const store = memoryEventStore();
    await store.append(told(1));
    const facts = await logOf(store);
    const runner = await runnerOf(store);
    await loadCheckpoint(pool, totals, ALL_SLICES);
    await followedBefore(facts);
    const zombie = await take(stage, 'views:0-255');
    await pause(TTL + 50);
    const heir = await take(stage, 'views:0-255');
    await expect(runner.take(facts, START, zombie)).rejects.toThrow(Fenced);
    expect(await storedRows(stage, worldProjections[0]!)).toEqual({});
    await runner.take(facts.slice(0, 10), START, heir);
    await expect(runner.take(facts, START, heir)).rejects.toThrow(Fenced);
  });

  it('writes nothing before identity has come as far, whatever it believed', async () => {
    const store = memoryEventStore();
    await store.append(told(1));
    const facts = await logOf(store);
    const runner = await runnerOf(store);
    await loadCheckpoint(stage.database.pool, totals, ALL_SLICES);
    await followedBefore(facts.slice(0, 10));
    const lease = await take(stage, 'views:0-255');
    await expect(runner.take(facts, START, lease)).rejects.toThrow(Fenced);
    await expect(runner.take(facts, START, lease, async () => undefined)).rejects.toThrow(Fenced);
    expect(await storedRows(stage, worldProjections[0]!)).toEqual({});
    expect((await runner.take(facts.slice(0, 10), START, lease)).position).toBe(facts[9]!.position);
  });

  it('does not write what it read before identity had come as far, though identity has when it writes', async () => {
    const { pool } = stage.database;
    const store = memoryEventStore();
    await store.append(told(1));
    const facts = await logOf(store);
    const runner = await runnerOf(store);
    await loadCheckpoint(pool, totals, ALL_SLICES);
    await followedBefore(facts.slice(0, 10));
    const lease = await take(stage, 'views:0-255');
    // Commits wait for the lease's row.
    const held = await pool.connect();
    await held.query("begin; select from rapport_read.lease where name = 'views:0-255' for update");
    const taking = expect(runner.take(facts, START, lease)).rejects.toThrow(Fenced);
    await pause(300);
    const at = await loadCheckpoint(pool, IDENTITY, ALL_SLICES);
    await pause(TTL);
    await followerOf(memoryEventStore()).take(facts.slice(10), at, await take(stage, 'identity'));
    await held.query('rollback');
    held.release();
    await taking;
    expect(await storedRows(stage, worldProjections[0]!)).toEqual({});
  });

  it('decides nothing on what it read long ago', async () => {
    const store = memoryEventStore();
    await store.append(told(2));
    const facts = await logOf(store);
    await loadCheckpoint(stage.database.pool, IDENTITY, ALL_SLICES);
    const zombie = await take(stage, 'identity');
    await pause(TTL + 50);
    await take(stage, 'identity');
    await expect(followerOf(store).take(facts, START, zombie)).rejects.toThrow(Fenced);
    expect((await logOf(store)).length).toBe(facts.length);
  });
});

it.each([
  ['before', false],
  ['after', true],
])('appends what it had decided when it died %s appending it, each decision once', async (_, isAppended) => {
  const { pool } = stage.database;
  const store = memoryEventStore();
  await store.append(told(3));
  const facts = await logOf(store);
  await loadCheckpoint(pool, IDENTITY, ALL_SLICES);
  const wanted: string[] = [];
  const dying: Pick<EventStore, 'append' | 'find' | 'read'> = {
    ...store,
    append: async (appends) => {
      wanted.push(...appends.flatMap(({ events }) => events.map(({ id }) => id)));
      if (isAppended) await store.append(appends);
      throw new Error('killed');
    },
  };
  const lease = await take(stage, 'identity');
  const dead = followerOf(dying);
  let at = await dead.take(facts.slice(0, 20), START, lease);
  await dead.end();
  await expect(dead.take(facts.slice(20), at, lease)).rejects.toThrow('killed');
  expect(wanted.length).toBeGreaterThan(2);

  const survivor = followerOf(store);
  expect(await loadCheckpoint(pool, IDENTITY, ALL_SLICES)).toEqual(at);
  await survivor.between();
  await survivor.end();
  const ids = async () => (await logOf(store)).map(({ eventId }) => eventId);
  expect(await ids()).toEqual([...facts.map(({ eventId }) => eventId), ...wanted]);
  for (let next = 20; next < facts.length; next += 7) at = await survivor.take(facts.slice(next, next + 7), at, lease);
  await survivor.end();
  const whole = await logOf(store);
  expect(new Set(whole.map(({ eventId }) => eventId)).size).toBe(whole.length);
  await survivor.take(whole.slice(facts.length), at, lease);
  await survivor.end();
  expect(await loadUnread(pool)).toEqual([]);
});

it('hands over while events arrive: two processes on two ranges, one of them dies', async () => {
  const store = memoryEventStore({ batch: 20 });
  const ranges = [
    { lo: 0, hi: 99 },
    { lo: 100, hi: 255 },
  ];
  const [one, two] = [await stage.follow(store, { ranges }), await stage.follow(store, { ranges })];
  const appends = told(4, 80);
  for (const [at, append] of appends.entries()) {
    await store.append([append]);
    if (at === 40) await one.stop();
  }
  await settled(stage, store);
  await two.stop();
  const facts = await logOf(store);
  for (const table of worldProjections) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
});

it('stops with a clear state when the store has another history', async () => {
  const store = memoryEventStore({ epoch: '0000000a' });
  await store.append(told(5));
  const following = await stage.follow(store);
  await settled(stage, store);
  await following.stop();
  const restored = memoryEventStore({ epoch: '0000000a' });
  await restored.append(told(6));
  const blind = await stage.follow(restored);
  const states = async () => (await blind.status()).workers.map(({ state }) => state);
  await eventually(async () => expect(await states()).toEqual(['stopped', 'stopped']), 20_000);
  const { workers } = await blind.status();
  await blind.stop();
  expect(workers[0]!.fault).toMatch(/another history|PositionAhead|HistoryMismatch/);
  const progress = await positions(stage.database.pool);
  expect(progress.every(({ fault }) => fault !== null)).toBe(true);
});
