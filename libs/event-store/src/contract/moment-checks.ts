import assert from 'node:assert/strict';
import type { EventStore, StoredEvent } from '../event-store';
import { InvalidMoment } from '../moment';
import { epochOf } from '../position';
import { aStream, append, appended, check, events, readAll, to } from './check';

const ms = (moment: string, more: number): string => new Date(Date.parse(moment) + more).toISOString();
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Several appends at several moments, of one and of many events; the whole log. */
const spread = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const streams = [aStream(), aStream()];
  for (let round = 0; round < 6; round++) {
    await store.append([to(streams[round % 2]!, events(1 + (round % 3))), to(streams[0]!, events(1))]);
    await pause(4);
  }
  return readAll(store, streams);
};

export const momentChecks = [
  check('the head at a moment is the last event recorded by then', async (store) => {
    const log = await spread(store);
    for (const moment of log.flatMap(({ recordedAt }) => [ms(recordedAt, -1), recordedAt, ms(recordedAt, 1)])) {
      const last = log.findLast(({ recordedAt }) => recordedAt <= moment);
      const { position, eventId, recordedAt } = await store.headAt(moment);
      assert.deepEqual([eventId, recordedAt], [last?.id ?? null, last?.recordedAt ?? null]);
      if (last) assert.equal(position, last.position);
      else assert.ok(position < log[0]!.position, 'before the first event lies a position before it');
    }
  }),

  check('the head at a moment before all events is the start, from which all can be read', async (store) => {
    const start = await store.headAt('1999-12-31T23:59:59.999Z');
    assert.deepEqual(start, { ...(await store.head()), eventId: null, recordedAt: null });
    const stream = aStream();
    const [first] = await appended(store, to(stream, events(1)));
    const before = await store.headAt('1999-12-31T23:59:59.999Z');
    assert.deepEqual(before, start);
    assert.equal(epochOf(before.position), epochOf(first!.position));
    assert.deepEqual(await readAll(store, [stream], before.position), []);
  }),

  check('the head at a moment to come is the head, with all that was just appended', async (store) => {
    for (let round = 0; round < 5; round++) {
      await append(store, to(aStream(), events(1)));
      assert.deepEqual(await store.headAt('2999-01-01T00:00:00Z'), await store.head());
    }
  }),

  check('moments may have any offset, and what is finer than a millisecond is cut off', async (store) => {
    const [place] = await appended(store, to(aStream(), events(1)));
    await pause(3);
    const [next] = await appended(store, to(aStream(), events(1)));
    const east = ms(place!.recordedAt, 2 * 3_600_000).replace('Z', '+02:00');
    const justBefore = ms(next!.recordedAt, -1).replace('Z', '999Z');
    for (const moment of [east, place!.recordedAt.replace('Z', '999Z'), justBefore])
      assert.equal((await store.headAt(moment)).position, place!.position);
  }),

  check('refuses what is no moment', async (store) => {
    await appended(store, to(aStream(), events(1)));
    for (const text of ['', 'yesterday', '2026-11-20', '2026-11-20T14:03:00', '2026-13-20T14:03:00Z', '1764400000000'])
      await assert.rejects(store.headAt(text), InvalidMoment);
  }),
];
