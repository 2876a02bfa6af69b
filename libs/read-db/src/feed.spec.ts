import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { Feed } from './feed';
import { appendOf, makeStory } from './world/story';

const filled = async (worlds: number): Promise<EventStore> => {
  const store = memoryEventStore({ batch: 50 });
  const story = makeStory(seededRandom(1), 200, 20);
  for (let world = 0; world < worlds; world++) await store.append(story.map((told) => appendOf(world, told)));
  return store;
};
const ordinals = (facts: readonly { position: string }[]) => facts.map(({ position }) => Number(position.slice(-19)));

describe('the feed', () => {
  it('gives every reader all facts once and in order, wherever and however fast it reads', async () => {
    const store = await filled(100);
    const total = Number((await store.head()).position.slice(-19));
    const stop = new AbortController();
    const feed = new Feed(store, stop.signal);
    const epoch = (await store.head()).position.slice(0, 9);
    const read = async (from: number, max: number, restEvery: number): Promise<void> => {
      const after = from === 0 ? '' : `${epoch}${String(from).padStart(19, '0')}`;
      const reader = feed.reader(after, stop.signal);
      let next = from + 1;
      for (let turn = 0; next <= total; turn++) {
        for (const ordinal of ordinals(await reader.next(max))) expect(ordinal).toBe(next++);
        if (turn % restEvery === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await Promise.all([
      read(0, 4_000, 1),
      read(0, 100, 1_000),
      read(20_000, 500, 1_000),
      read(0, 37, 50),
      read(5, 900, 1),
    ]);
    stop.abort();
  });

  it('goes on without a reader that stands still, who has all facts when it comes back', async () => {
    const store = await filled(120);
    const total = Number((await store.head()).position.slice(-19));
    const stop = new AbortController();
    const feed = new Feed(store, stop.signal, 2_000);
    const still = feed.reader('', stop.signal);
    const moving = feed.reader('', stop.signal);
    expect(ordinals(await still.next(10)).at(-1)).toBe(10);
    const from = performance.now();
    for (let last = 0; last < total;) last = ordinals(await moving.next(1_000)).at(-1)!;
    // A moment of patience for each page of fifty would be minutes.
    expect(performance.now() - from).toBeLessThan(40_000);
    for (let next = 11; next <= total;)
      for (const ordinal of ordinals(await still.next(1_000))) expect(ordinal).toBe(next++);
    stop.abort();
  });

  it('goes on for a reader that comes after all others have left, far into the log', async () => {
    const store = await filled(13);
    const stop = new AbortController();
    const feed = new Feed(store, stop.signal);
    const one = (id: number) => store.append([appendOf(500 + id, makeStory(seededRandom(3), 1, 1)[0]!)]);
    const gone = new AbortController();
    const first = feed.reader('', gone.signal);
    const { position: end } = await store.head();
    for (let last = ''; last !== end;) last = (await first.next(1_000)).at(-1)!.position;
    gone.abort();
    // Read, and wanted by nobody: reading waits for somebody.
    await one(1);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const late = feed.reader((await store.head()).position, stop.signal);
    const next = late.next(10);
    await one(2);
    const found = await Promise.race([next, new Promise<null>((resolve) => setTimeout(() => resolve(null), 4_000))]);
    stop.abort();
    next.catch(() => undefined);
    expect(found).toHaveLength(1);
  });

  it('waits for facts, and ends with its signal', async () => {
    const store = memoryEventStore();
    const stop = new AbortController();
    const feed = new Feed(store, stop.signal);
    const reader = feed.reader('', stop.signal);
    const next = reader.next(10);
    await store.append([appendOf(0, makeStory(seededRandom(2), 1, 1)[0]!)]);
    expect(await next).toHaveLength(1);
    const waiting = reader.next(10);
    stop.abort();
    await expect(waiting).rejects.toThrow();
  });

  it('tells its readers why reading failed, and reads again when asked again', async () => {
    const store = await filled(1);
    let broken = true;
    const flaky = {
      follow: (after: string | null, signal: AbortSignal) => {
        if (broken) throw new Error('connection lost');
        return store.follow(after, signal);
      },
    };
    const stop = new AbortController();
    const reader = new Feed(flaky, stop.signal).reader('', stop.signal);
    await expect(reader.next(10)).rejects.toThrow('connection lost');
    broken = false;
    expect(await reader.next(10)).toHaveLength(10);
    stop.abort();
  });
});
