import type { Feed } from './feed';
import type { Lane, LaneProgress } from './lane';
import { nextPause, runLaneAgain } from './lane-again';
import { ALL_SLICES } from './slices';

/** Runs a lane whose attempts fail with these, one after the other, and then is told to stop. */
const run = async (failures: readonly Error[]) => {
  const stop = new AbortController();
  const [left, told, readers] = [[...failures], [] as [string, number][], [] as AbortSignal[]];
  const lane: Lane = {
    ...{ projections: [{ name: 'view', version: 1 }], range: ALL_SLICES, from: { position: '', eventId: null } },
    take: () => Promise.reject(new Error('never comes so far')),
  };
  const reader = (_: string, signal: AbortSignal) => {
    readers.push(signal);
    const failure = left.shift();
    if (!failure) stop.abort();
    return { next: () => Promise.reject(failure ?? new Error('stopped')) };
  };
  const progress: LaneProgress = { lane, at: lane.from, waitingSince: null };
  const parts = {
    ...{ store: { find: async () => [] }, feed: { reader } as unknown as Feed },
    ...{ lease: { name: 'views', owner: 'me', epoch: '1' }, signal: stop.signal },
  };
  const ended = runLaneAgain(progress, parts, {
    isOwn: (error) => (error as Error).message !== 'everybody’s',
    failed: async (error, againInMs) => void told.push([(error as Error).message, againInMs]),
    again: async () => void told.push(['again', 0]),
  });
  return { fault: await ended.then(() => null, String), told, readers };
};

it('tries again after a failure of its own, later each time, and leaves no reader behind', async () => {
  const { fault, told, readers } = await run([new Error('one'), new Error('two')]);
  expect(told).toEqual([['one', 50], ['again', 0], ['two', 100], ['again', 0]]); // prettier-ignore
  expect(readers.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  expect(fault === null || fault.includes('stopped')).toBe(true);
});

it('ends with what is everybody’s', async () => {
  const { fault, told } = await run([new Error('one'), new Error('everybody’s'), new Error('never')]);
  expect([fault, told.length]).toEqual(['Error: everybody’s', 2]);
});

it('pauses twice as long each time, five seconds at most, and briefly again once it ran for a while', () => {
  expect([0, 50, 400, 4_000, 5_000].map((delay) => nextPause(delay, 1))).toEqual([50, 100, 800, 5_000, 5_000]);
  expect(nextPause(5_000, 10_001)).toBe(50);
});
