import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { customerStream } from '@rapport/events';
import { seededRandom } from '@rapport/testing';
import { customerRow } from '@rapport/fold';
import { course, totals } from '../world/projections';
import { appendOf, makeStory } from '../world/story';
import { Histories } from './histories';

describe('histories', () => {
  let store: EventStore;
  let streams: readonly string[];
  let reads: number;
  const open = async (): Promise<EventStore> => ({
    ...store,
    read: (...asked) => {
      reads += 1;
      return store.read(...asked);
    },
  });
  const positions: string[] = [];
  beforeAll(async () => {
    store = memoryEventStore({ batch: 3 });
    const told = makeStory(seededRandom(4), 60, 3).map((one) => appendOf(0, one));
    for (const append of told) {
      const [outcome] = await store.append([append]);
      if ('placed' in outcome!) positions.push(outcome.placed[0]!.position);
    }
    streams = [...new Set(told.map(({ stream }) => stream))];
  });
  beforeEach(() => void (reads = 0));

  it('are read once, and earlier positions are a part of what was read', async () => {
    const histories = new Histories(open, 1_000);
    const whole = await histories.of(streams, positions.at(-1)!);
    expect(whole).toHaveLength(positions.length);
    for (const [nth, position] of positions.entries())
      expect(await histories.of([...streams].reverse(), position)).toEqual(whole.slice(0, nth + 1));
    expect(reads).toBe(1);
  });

  it('are read again for a later position, for other streams, and for another history', async () => {
    const histories = new Histories(open, 1_000);
    await histories.of(streams, positions[20]!);
    expect(await histories.of(streams, positions[21]!)).toHaveLength(22);
    expect(await histories.of([customerStream('nobody')], positions[20]!)).toEqual([]);
    expect(reads).toBe(3);
    const other = memoryEventStore();
    const elsewhere = new Histories(async () => (reads > 3 ? other : open()), 1_000);
    await elsewhere.of(streams, positions.at(-1)!);
    await expect(elsewhere.of(streams, (await other.head()).position)).resolves.toEqual([]);
  });

  it('are read once for all who ask at the same time, and give the same rows however often they are folded', async () => {
    const histories = new Histories(open, 1_000);
    const all = await Promise.all([1, 2, 3, 4].map(() => histories.of(streams, positions.at(-1)!)));
    expect(reads).toBeLessThanOrEqual(2);
    const rows = all.map((facts) => JSON.stringify([customerRow(totals, facts), customerRow(course, facts)]));
    expect(new Set(rows).size).toBe(1);
  });

  it('are not read beyond a bound, and a failure is that of who asked', async () => {
    await expect(new Histories(open, 10).of(streams, positions.at(-1)!)).rejects.toThrow('more than 10 events');
    const broken = new Histories(() => Promise.reject(new Error('away')), 10);
    await expect(broken.of(streams, positions[0]!)).rejects.toThrow('away');
    await expect(broken.of(streams, positions[0]!)).rejects.toThrow('away');
  });
});
