import assert from 'node:assert/strict';
import type { EventStore, ScanRange, ScannedEvent } from '../event-store';
import { EpochMismatch, type Position, epochOf, ordinalOf, position } from '../position';
import { PositionAhead } from '../refusals';
import { aStream, anEvent, appended, check, events, followed, ids, to } from './check';

interface Scanned {
  readonly events: readonly ScannedEvent[];
  /** Events that the stretches say they stand for. */
  readonly count: number;
}

/** Scans to the end and looks at how the stretches follow upon each other. */
const scanned = async (store: EventStore, range: ScanRange): Promise<Scanned> => {
  const all: ScannedEvent[] = [];
  let [last, count]: [Position | null, number] = [range.after, 0];
  for await (const stretch of store.scan(range, new AbortController().signal)) {
    for (const event of stretch.events) {
      assert.ok(last === null || event.position > last, 'events lie after the end of the stretch before');
      assert.ok(event.position <= stretch.upTo, 'and not after the end of their own');
    }
    assert.ok(last === null || stretch.upTo > last, 'stretches go forward');
    assert.ok(stretch.count >= stretch.events.length, 'a stretch stands for all its events');
    last = stretch.upTo;
    count += stretch.count;
    all.push(...stretch.events);
  }
  assert.ok(last === null || last === range.upTo || last === range.after, 'the last stretch ends where the range does');
  return { events: all, count };
};

const SAID = ['{"text":"Grüße, 订单 \\\\ \\"quoted\\", \\t 😀"}', '{"a":"1,2;3"}', '{}'];

export const scanChecks = [
  check('a scan gives what following gives, with all that folding needs', async (store) => {
    for (let one = 0; one < 40; one++) {
      const told = events(30).map((event, n) => ({ ...event, body: SAID[n] ?? event.body }));
      await appended(store, to(`customer-"${one}\\`, told));
    }
    const { position: upTo } = await store.head();
    const log = await followed(store, null, 1_200);
    const { events: seen, count } = await scanned(store, { after: null, upTo });
    assert.deepEqual(
      seen.map(({ id, stream, position: at, recordedAt, body }) => ({ id, stream, position: at, recordedAt, body })),
      log.map(({ id, stream, position: at, recordedAt, body }) => ({ id, stream, position: at, recordedAt, body })),
    );
    assert.equal(count, 1_200);
  }),

  check('a scan cuts exactly at both ends', async (store) => {
    const list = events(5);
    const places = await appended(store, to(aStream(), list));
    for (const [i, { position: after }] of places.entries())
      for (const [j, { position: upTo }] of places.entries())
        if (i <= j)
          assert.deepEqual(ids((await scanned(store, { after, upTo })).events), ids(list.slice(i + 1, j + 1)));
    const upTo = places[2]!.position;
    assert.deepEqual(ids((await scanned(store, { after: null, upTo })).events), ids(list.slice(0, 3)));
  }),

  check('a scan leaves out types that are not wanted, and counts them', async (store) => {
    const list = ['a', 'b', 'c', 'a', 'b', 'a'].map((type) => anEvent({ type }));
    await appended(store, to(aStream(), list));
    const { position: upTo } = await store.head();
    const of = async (types: ScanRange['types']) => scanned(store, { after: null, upTo, ...(types && { types }) });
    const named = (...types: string[]) => ids(list.filter(({ type }) => types.includes(type)));
    const cases = [
      [{ only: ['a'] }, named('a')],
      [{ only: ['a', 'c'] }, named('a', 'c')],
      [{ only: ['d'] }, []],
      [{ only: [] }, []],
      [{ but: ['a'] }, named('b', 'c')],
      [{ but: [] }, ids(list)],
    ] as const;
    for (const [types, expected] of cases) {
      const { events: seen, count } = await of(types);
      assert.deepEqual(ids(seen), expected);
      assert.equal(count, list.length);
    }
  }),

  check('a scan of an empty log is empty, and an abort ends it', async (store) => {
    const { position: upTo } = await store.head();
    assert.deepEqual(await scanned(store, { after: null, upTo }), { events: [], count: 0 });
    await appended(store, to(aStream(), events(3)));
    const { position: end } = await store.head();
    for await (const _ of store.scan({ after: null, upTo: end }, AbortSignal.abort())) assert.fail('nothing comes');
  }),

  check('a scan refuses ends of another history, or after the end of this one', async (store) => {
    const [place] = await appended(store, to(aStream(), events(1)));
    const at = place!.position;
    const epoch = epochOf(at);
    const foreign = position(epoch.startsWith('0') ? '1aaaaaaa' : '0aaaaaaa', ordinalOf(at));
    const ahead = position(epoch, BigInt(ordinalOf(at)) + 1n);
    await assert.rejects(scanned(store, { after: null, upTo: foreign }), EpochMismatch);
    await assert.rejects(scanned(store, { after: foreign, upTo: at }), EpochMismatch);
    await assert.rejects(scanned(store, { after: null, upTo: ahead }), PositionAhead);
    await assert.rejects(scanned(store, { after: ahead, upTo: ahead }), PositionAhead);
  }),
];
