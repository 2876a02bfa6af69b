import { ordinalOf, position, PositionAhead, type StoredEvent } from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
import { follow } from './follow';
import type { LogReader } from './log-reader';
import type { SignalLine } from './signal-line';

const EPOCH = '0000000a';
const at = (ordinal: number) => position(EPOCH, BigInt(ordinal));
const event = (history: string, ordinal: number) =>
  ({ id: `${history}${ordinal}`, position: at(ordinal) }) as StoredEvent;

/** A log of which answers hold at most `most` events, and a line that rings when it is told to. */
const given = (most: number) => {
  let written = 0;
  let takeovers = 0;
  let history = 'e';
  let looks = 0;
  let count = 0;
  const waiting = new Set<() => void>();
  const reader = {
    check: async (after: string | null) => {
      if (after === null) return null;
      if (after > at(written)) throw new PositionAhead(after, at(written));
      return `${history}${Number(ordinalOf(after))}`;
    },
    takeovers: async () => takeovers,
    after: async (ordinal: string, limit: number) => {
      looks += 1;
      const left = Array.from({ length: Math.max(0, written - Number(ordinal)) }, (_, n) =>
        event(history, Number(ordinal) + n + 1),
      );
      const events = left.slice(0, Math.min(most, limit));
      return { events, more: events.length < left.length };
    },
  } as unknown as LogReader;
  const line = {
    get count() {
      return count;
    },
    closed: false,
    listen: async () => undefined,
    next: (seen: number, _: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (seen !== count) return resolve();
        waiting.add(resolve);
        signal.addEventListener('abort', () => resolve());
      }),
  } as unknown as SignalLine;
  const write = (events: number): void => {
    written += events;
    count += 1;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  /** Another server, with so many of our events, or with others. */
  const takeOver = (has: number, other = 'e'): void => {
    [written, history] = [has, other];
    takeovers += 1;
    write(0);
  };
  const stop = new AbortController();
  const batches = follow(reader, line, null, stop.signal, 1_000);
  return { batches, write, takeOver, stop, looks: () => looks };
};

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('looks once per sign of a commit, and not once more to find nothing', async () => {
  const { batches, write, stop, looks } = given(100);
  write(3);
  expect((await batches.next()).value).toHaveLength(3);
  const next = batches.next();
  await idle();
  expect(looks()).toBe(1);
  write(2);
  expect(((await next).value as StoredEvent[]).map(({ id }) => id)).toEqual(['e4', 'e5']);
  expect(looks()).toBe(2);
  stop.abort();
});

it('reads on without a sign while answers are cut short', async () => {
  const { batches, write, stop, looks } = given(2);
  write(5);
  const read: string[] = [];
  for (let n = 0; n < 3; n += 1) read.push(...((await batches.next()).value as StoredEvent[]).map(({ id }) => id));
  expect(read).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
  expect(looks()).toBe(3);
  stop.abort();
});

it('misses nothing that is committed while its reader works', async () => {
  const { batches, write, stop } = given(100);
  write(1);
  await batches.next();
  write(1);
  expect(((await batches.next()).value as StoredEvent[]).map(({ id }) => id)).toEqual(['e2']);
  stop.abort();
});

it('reads on from another server that has all that was read', async () => {
  const { batches, write, takeOver, stop } = given(100);
  write(3);
  await batches.next();
  takeOver(5);
  expect(((await batches.next()).value as StoredEvent[]).map(({ id }) => id)).toEqual(['e4', 'e5']);
  stop.abort();
});

it.each([
  ['lacks what was read last', 2, 'e'],
  ['has other events there by now', 7, 'f'],
])('gives nothing of another server that %s', async (_, has, history) => {
  const { batches, write, takeOver } = given(100);
  write(3);
  await batches.next();
  takeOver(has, history);
  await expect(batches.next()).rejects.toThrow(TakenOver);
});
