import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { EpochMismatch, position } from '../position';
import { aStream, append, appended, assertRising, check, events, ids, readAll, to } from './check';

export const readChecks = [
  check('reads several streams in the order of the log, and nothing of others', async (store) => {
    const streams = [aStream(), aStream(), aStream()];
    const list = events(30);
    for (const [i, event] of list.entries()) await append(store, to(streams[i % 3]!, [event]));
    const back = await readAll(store, [streams[2]!, streams[0]!]);
    assert.deepEqual(ids(back), ids(list.filter((_, i) => i % 3 !== 1)));
    assertRising(back);
  }),

  check('an unknown stream is empty, no stream is empty, a stream named twice comes once', async (store) => {
    const stream = aStream();
    const list = events(2);
    await appended(store, to(stream, list));
    assert.deepEqual(await readAll(store, [aStream()]), []);
    assert.deepEqual(await readAll(store, []), []);
    assert.deepEqual(ids(await readAll(store, [stream, stream])), ids(list));
  }),

  check('upTo is inclusive and cuts exactly there', async (store) => {
    const [a, b] = [aStream(), aStream()];
    const list = events(6);
    const places = [];
    for (const [i, event] of list.entries()) places.push(...(await appended(store, to(i % 2 ? b : a, [event]))));
    for (const [i, place] of places.entries())
      assert.deepEqual(ids(await readAll(store, [a, b], place.position)), ids(list.slice(0, i + 1)));
    assert.deepEqual(ids(await readAll(store, [a], places[3]!.position)), ids([list[0]!, list[2]!]));
  }),

  check('reads long histories of many streams whole', async (store) => {
    const streams = Array.from({ length: 40 }, aStream);
    for (let round = 0; round < 3; round++) await store.append(streams.map((stream) => to(stream, events(50))));
    const back = await readAll(store, streams);
    assert.equal(back.length, 6_000);
    assertRising(back);
    for (const stream of [streams[0], streams[39]])
      assert.deepEqual(
        back.filter((event) => event.stream === stream).map((event) => event.version),
        Array.from({ length: 150 }, (_, i) => i + 1),
      );
  }),

  check('find gives the events with these ids in the order of the log, without the unknown', async (store) => {
    const stream = aStream();
    const list = events(4);
    await appended(store, to(stream, list));
    const found = await store.find([list[3]!.id, randomUUID(), list[1]!.id, 'not a uuid', list[1]!.id]);
    assert.deepEqual(ids(found), [list[1]!.id, list[3]!.id]);
    assert.deepEqual(
      found,
      (await readAll(store, [stream])).filter((_, i) => i % 2 === 1),
    );
    assert.deepEqual(await store.find([]), []);
  }),

  check('refuses an upTo of another history', async (store) => {
    const { position: at } = await store.head();
    const foreign = position(at.startsWith('0') ? '1aaaaaaa' : '0aaaaaaa', 1);
    await assert.rejects(readAll(store, [aStream()], foreign), EpochMismatch);
  }),
];
