import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import type { Host } from '../hosting';
import { isHistoryFaultText } from '../resume/history-fault';
import { resumeFollowers } from '../resume/resume-followers';
import { askPast, dropPast, pastTables, rowsOfPast, untilPast } from '../world/pasts';
import { worldProjections } from '../world/projections';
import { hosting } from '../world/replaying';
import { restored, straysOf } from '../world/restored';
import { logOf, openStage, settled, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { rowsThen } from '../world/then';
import { builtPasts, findBuiltPast } from './built-past';

const told = (seed: number, events = 60) =>
  makeStory(seededRandom(seed), events, 6).map((event) => appendOf(seed, event));

describe('projections of the past when the log was restored', () => {
  const course = worldProjections.find(({ projection }) => projection.name === 'world-course')!;
  let stage: Stage;
  let host: Host | undefined;
  let old: EventStore;
  beforeEach(async () => {
    stage = await openStage();
    old = memoryEventStore({ epoch: '0000000a', batch: 17 });
    await old.append(told(1));
    const following = await stage.follow(old);
    await settled(stage, old);
    await following.stop();
  });
  afterEach(async () => {
    await host?.stop();
    host = undefined;
    await stage.close();
  });
  const begin = (store: EventStore): void => void (host = hosting(stage, store, worldProjections));
  const end = async (): Promise<void> => {
    await host?.stop();
    host = undefined;
  };
  const middle = async (store: EventStore): Promise<string> => {
    const log = await logOf(store);
    return log[Math.floor(log.length / 2)]!.position;
  };
  /** What an independent fold of this log says is in the table. */
  const isOf = async (store: EventStore, id: string): Promise<void> => {
    const past = await untilPast(stage, id, 'built');
    const known = (await logOf(store)).filter(({ position }) => position <= past.position);
    expect(known.at(-1)!.position).toBe(past.position);
    expect(await rowsOfPast(stage, course, past)).toEqual(rowsThen(known, course.projection, past.occurred ?? undefined)); // prettier-ignore
  };
  /** A store that gives no event to who reads it all before it is let go. */
  const held = (store: EventStore) => {
    let letGo = (): void => undefined;
    let reached = (): void => undefined;
    const [gate, isReached] = [new Promise<void>((go) => (letGo = go)), new Promise<void>((go) => (reached = go))];
    let scans = 0;
    const scan: EventStore['scan'] = async function* (range, signal) {
      // The first one looks for the event that stands at the end.
      if (++scans > 1) {
        reached();
        await gate;
      }
      yield* store.scan(range, signal);
    };
    return { store: { ...store, scan }, letGo, isReached };
  };

  it('stay where all that was followed is in it, and go on under its positions, from the beginning', async () => {
    begin(old);
    const kept = await untilPast(stage, (await askPast(stage, course, await middle(old))).id, 'built');
    await end();
    const waits = await askPast(stage, course, (await logOf(old)).at(-1)!.position);
    const slow = held(old);
    begin(slow.store);
    await slow.isReached;
    expect((await findBuiltPast(stage.database.pool, waits.id))!.state).toBe('running');
    const store = await restored(old, '0000000b', (await logOf(old)).length);
    expect(await resumeFollowers(stage.database.pool, store)).toMatchObject({ how: 'moved' });
    slow.letGo();
    await end();
    // What was read of the other log counts for nothing.
    expect((await findBuiltPast(stage.database.pool, waits.id))!.state).toBe('requested');
    begin(store);
    await isOf(store, waits.id);
    expect((await findBuiltPast(stage.database.pool, waits.id))!.attempts).toBe(2);
    await isOf(store, kept.id);
    expect(await straysOf(stage, '0000000b')).toBe(0);
    await dropPast(stage, kept);
    await dropPast(stage, waits);
    await eventually(async () => expect(await pastTables(stage)).toEqual([]));
  }, 60_000);

  it('go with the views where these begin again, and are made of the other log when they are asked for then', async () => {
    begin(old);
    const wish = [course, await middle(old), (await logOf(old))[9]!.occurredAt] as const;
    const gone = [
      await askPast(stage, course, (await logOf(old)).at(-1)!.position),
      await askPast(stage, ...wish),
    ] as const;
    for (const { id } of gone) await untilPast(stage, id, 'built');
    await end();
    const waits = await askPast(stage, worldProjections[0]!, await middle(old));
    const store = await restored(old, '0000000c', 40);
    await store.append(told(2));
    expect(await resumeFollowers(stage.database.pool, store)).toMatchObject({ how: 'rebuilt' });
    expect(await builtPasts(stage.database.pool)).toEqual([]);
    const following = await stage.follow(store);
    await settled(stage, store);
    begin(store);
    await eventually(async () => expect(await pastTables(stage)).toEqual([]));
    const again = await askPast(stage, course, await middle(store), wish[2]);
    expect([...gone, waits].map(({ id }) => id)).not.toContain(again.id);
    await isOf(store, again.id);
    expect(await straysOf(stage, '0000000c')).toBe(0);
    await following.stop();
  }, 60_000);

  it.each([
    ['of another epoch', '0000000d', 3],
    ['that says the same epoch, with other events', '0000000a', 4],
  ])('are not made of a log %s before somebody has resumed the views', async (_, epoch, seed) => {
    const store = memoryEventStore({ epoch });
    await store.append(told(seed, 200));
    const { id } = await askPast(stage, course, await middle(old));
    begin(store);
    const { fault } = await untilPast(stage, id, 'failed', 'built');
    expect(isHistoryFaultText(fault ?? '')).toBe(true);
    await eventually(async () => expect(await pastTables(stage)).toEqual([]));
  });
});
