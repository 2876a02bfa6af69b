import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { positions } from '../positions';
import { replays } from '../replay/replays';
import { requestReplay } from '../replay/request-replays';
import { worldProjections } from '../world/projections';
import { restored, straysOf } from '../world/restored';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { isHistoryFaultText } from './history-fault';
import { resumeFollowers } from './resume-followers';

const told = (seed: number, events = 40) =>
  makeStory(seededRandom(seed), events, 5).map((event) => appendOf(seed, event));

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const followTo = async (store: EventStore): Promise<void> => {
  const following = await stage.follow(store);
  await settled(stage, store);
  await following.stop();
};

const stopped = async (store: EventStore) => {
  const following = await stage.follow(store);
  await eventually(async () => {
    const { workers } = await following.status();
    expect(workers.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  });
  return following;
};

const viewsAreOf = async (store: EventStore): Promise<void> => {
  const facts = await logOf(store);
  for (const table of worldProjections) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
};

it('stops at a log of another epoch, says what to do, and goes on after one call, moving what it has', async () => {
  const old = memoryEventStore({ epoch: '0000000a' });
  await old.append(told(1));
  await followTo(old);
  const all = (await logOf(old)).length;
  const store = await restored(old, '0000000b', all);

  const following = await stopped(store);
  const progress = await positions(stage.database.pool);
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.every(({ fault }) => fault !== null && isHistoryFaultText(fault))).toBe(true);
  expect(progress[0]!.fault).toContain('rapport resume');

  const done = await resumeFollowers(stage.database.pool, store);
  expect(done).toMatchObject({ epoch: '0000000b', how: 'moved', astray: [] });
  expect(done.rows).toBeGreaterThan(0);
  expect(await straysOf(stage, '0000000b')).toBe(0);
  await store.append(told(2));
  await settled(stage, store);
  await following.stop();
  await viewsAreOf(store);
  expect(await resumeFollowers(stage.database.pool, store)).toMatchObject({ how: 'nothing', rows: 0 });
});

it('builds everything again when views are ahead of the log, and follows what comes anew', async () => {
  const old = memoryEventStore({ epoch: '0000000a' });
  await old.append(told(3));
  await followTo(old);
  await requestReplay(stage.database.pool, worldProjections[0]!.projection);
  const store = await restored(old, '0000000c', 20);

  const following = await stopped(store);
  const done = await resumeFollowers(stage.database.pool, store);
  expect(done.how).toBe('rebuilt');
  expect(done.astray.map(({ projection }) => projection)).toContain('identity');
  // Sent again: the same ids, some of which the restored log has and some of which it has not.
  const outcomes = await store.append(told(3));
  const kinds = new Set(outcomes.map(({ status }) => status));
  expect(kinds).toEqual(new Set(['duplicate', 'appended']));
  await settled(stage, store);
  await following.stop();
  await viewsAreOf(store);
  expect(await straysOf(stage, '0000000c')).toBe(0);
  expect((await replays(stage.database.pool))[0]).toMatchObject({ state: 'failed', fault: 'the log was restored' });
});

it('does not trust a checkpoint by its ordinal: another event stands there', async () => {
  const old = memoryEventStore({ epoch: '0000000a' });
  await old.append(told(4));
  await followTo(old);
  const store = memoryEventStore({ epoch: '0000000a' });
  await store.append(told(5, 80));
  const following = await stopped(store);
  expect(await resumeFollowers(stage.database.pool, store)).toMatchObject({ how: 'rebuilt' });
  await settled(stage, store);
  await following.stop();
  await viewsAreOf(store);
});
