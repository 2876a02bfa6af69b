import assert from 'node:assert/strict';
import type { EventStore, StoredEvent } from '../event-store';
import { EpochMismatch, epochOf, ordinalOf, position } from '../position';
import { PositionAhead } from '../refusals';
import {
  aStream,
  appended,
  assertRising,
  check,
  events,
  followed,
  ids,
  meanwhile,
  patience,
  readAll,
  to,
} from './check';

/** A few callers that append single events and small batches to their own and to shared streams. */
const writers = (store: EventStore, callers: number, rounds: number): Promise<void[]> => {
  const shared = [aStream(), aStream()];
  const write = async (_: unknown, caller: number): Promise<void> => {
    const own = aStream();
    for (let i = 0; i < rounds; i++) {
      await store.append([to(own, events(1 + (i % 3))), to(shared[(i + caller) % 2]!, events(1))]);
      if (i % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  return Promise.all(Array.from({ length: callers }, write));
};

const assertWhole = (seen: readonly StoredEvent[], log: readonly StoredEvent[]): void => {
  assert.deepEqual(ids(seen), ids(log));
  assertRising(seen);
};

export const followChecks = [
  check('follows from the start: first what is there, then live, with all that an event has', async (store) => {
    const stream = aStream();
    const list = events(4);
    await appended(store, to(stream, list.slice(0, 2)));
    const following = meanwhile(followed(store, null, 4));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await appended(store, to(stream, list.slice(2, 3)));
    await appended(store, to(stream, list.slice(3)));
    assert.deepEqual(await following, await readAll(store, [stream]));
  }),

  check('resumes after any position without gap or repeat', async (store) => {
    const stream = aStream();
    const list = events(5);
    const places = await appended(store, to(stream, list));
    for (const [i, place] of places.slice(0, 4).entries())
      assert.deepEqual(ids(await followed(store, place.position, 4 - i)), ids(list.slice(i + 1)));
    const following = meanwhile(followed(store, places[4]!.position, 1));
    const later = events(1);
    await appended(store, to(stream, later));
    assert.deepEqual(ids(await following), ids(later));
  }),

  check('several followers see the whole log, once and in order, while several callers write', async (store) => {
    const total = 5 * 12 * 3;
    const following = [meanwhile(followed(store, null, total)), meanwhile(followed(store, null, total))];
    await writers(store, 5, 12);
    const [one, two] = await Promise.all(following);
    const log = await followed(store, null, total);
    assert.equal(log.length, total);
    assertWhole(one!, log);
    assertWhole(two!, log);
  }),

  check(
    'a follower that stops and resumes in mid-stream while callers write misses and repeats nothing',
    async (store) => {
      const total = 4 * 12 * 3;
      const writing = meanwhile(writers(store, 4, 12));
      const seen: StoredEvent[] = [];
      const deadline = Date.now() + 6 * patience.silence;
      while (seen.length < total && Date.now() < deadline) {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(), patience.silence);
        for await (const batch of store.follow(seen.at(-1)?.position ?? null, stop.signal)) {
          assert.ok(batch.length > 0, 'a batch is never empty');
          seen.push(...batch);
          break;
        }
        clearTimeout(timer);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
      assertWhole(seen, await followed(store, null, total));
    },
  ),

  check('a slow follower gets everything', async (store) => {
    const total = 3 * 12 * 3;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 6 * patience.silence);
    const writing = meanwhile(writers(store, 3, 12));
    const seen: StoredEvent[] = [];
    for await (const batch of store.follow(null, stop.signal)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.push(...batch);
      if (seen.length >= total) stop.abort();
    }
    clearTimeout(timer);
    await writing;
    assertWhole(seen, await followed(store, null, total));
  }),

  check('abort ends the iteration at once, while waiting, and before the start', async (store) => {
    await appended(store, to(aStream(), events(1)));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const start = performance.now();
    for await (const batch of store.follow(null, stop.signal)) assert.equal(batch.length, 1);
    assert.ok(performance.now() - start < 1_000, 'ends soon after the abort');
    for await (const _ of store.follow(null, AbortSignal.abort())) assert.fail('nothing comes after an abort');
  }),

  check('abort from within the loop is the last batch', async (store) => {
    const stop = new AbortController();
    await appended(store, to(aStream(), events(2)));
    let batches = 0;
    for await (const _ of store.follow(null, stop.signal)) {
      if (++batches > 1) break;
      stop.abort();
      await appended(store, to(aStream(), events(1)));
    }
    assert.equal(batches, 1);
  }),

  check('refuses a position of another history, or after the end of this one', async (store) => {
    const [place] = await appended(store, to(aStream(), events(1)));
    const epoch = epochOf(place!.position);
    const next = (after: string): Promise<unknown> =>
      store.follow(after, AbortSignal.timeout(patience.silence))[Symbol.asyncIterator]().next();
    const foreign = position(epoch.startsWith('0') ? '1aaaaaaa' : '0aaaaaaa', ordinalOf(place!.position));
    await assert.rejects(next(foreign), EpochMismatch);
    await assert.rejects(next('5'), EpochMismatch);
    await assert.rejects(next(position(epoch, BigInt(ordinalOf(place!.position)) + 1n)), PositionAhead);
  }),
];
