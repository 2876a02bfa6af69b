import assert from 'node:assert/strict';
import { InvalidAppend, MAX_EVENTS_PER_APPEND } from '../check-append';
import type { Append } from '../event-store';
import { StoreClosed } from '../refusals';
import {
  type Check,
  aStream,
  anEvent,
  appended,
  append,
  check,
  events,
  ids,
  meanwhile,
  placed,
  readAll,
  to,
} from './check';

const good = anEvent();
const invalid: readonly (readonly [string, Append])[] = [
  ['an empty stream name', to('', [good])],
  ['a stream name of 201 characters', to('x'.repeat(201), [good])],
  ['a line feed in a stream name', to('a\nb', [good])],
  ['a NUL in a stream name', to('a\0b', [good])],
  ['half a surrogate pair in a stream name', to('a\ud800', [good])],
  ['no events', to('a', [])],
  ['too many events', to('a', events(MAX_EVENTS_PER_APPEND + 1))],
  ['an id twice', to('a', [good, good])],
  ['an id that is no UUID', to('a', [anEvent({ id: '42' })])],
  ['an id in upper case', to('a', [anEvent({ id: 'AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA' })])],
  ['an empty type', to('a', [anEvent({ type: '' })])],
  ['a line feed in a type', to('a', [anEvent({ type: 'A\nB' })])],
  ['an empty body', to('a', [anEvent({ body: '' })])],
  ['a raw line feed in a body', to('a', [anEvent({ body: '{\n}' })])],
  ['a raw NUL in a body', to('a', [anEvent({ body: '{"a":"\0"}' })])],
  ['half a surrogate pair in a body', to('a', [anEvent({ body: '{"a":"\udc00"}' })])],
  ['a fingerprint that is not hex', to('a', [anEvent({ fingerprint: 'xy' })])],
  ['half a byte of fingerprint', to('a', [anEvent({ fingerprint: 'abc' })])],
  ['a negative expected version', to('a', [good], -1)],
  ['a fractional expected version', to('a', [good], 1.5)],
  ['NaN as expected version', to('a', [good], Number.NaN)],
];

export const refusalChecks: readonly Check[] = [
  check('a call with one malformed append is refused whole with InvalidAppend, and others go on', async (store) => {
    const stream = aStream();
    for (const [what, bad] of invalid) {
      const list = events(1);
      const other = meanwhile(append(store, to(stream, list)));
      await assert.rejects(store.append([to(aStream(), events(1)), bad]), InvalidAppend, `${what} is refused`);
      placed(await other);
    }
    const all = await readAll(store, [stream]);
    assert.equal(all.length, invalid.length);
    assert.equal((await store.head()).eventId, all.at(-1)!.id);
    assert.deepEqual(await store.find([good.id]), []);
  }),

  check('the largest append and the longest names are taken', async (store) => {
    const stream = '客'.repeat(200);
    const list = events(MAX_EVENTS_PER_APPEND);
    const places = await appended(store, to(stream, list, 0));
    assert.equal(places.at(-1)!.version, MAX_EVENTS_PER_APPEND);
    await appended(store, to(stream, [anEvent({ type: 'T'.repeat(100), fingerprint: 'ab'.repeat(64) })]));
    assert.deepEqual(ids(await readAll(store, [stream])).slice(0, -1), ids(list));
  }),

  check('close drains what was asked before, ends followers, and refuses what comes after', async (store) => {
    const streams = Array.from({ length: 20 }, aStream);
    const following = meanwhile(
      (async () => {
        for await (const _ of store.follow(null, new AbortController().signal)) continue;
      })(),
    );
    const pending = streams.map((stream) => meanwhile(append(store, to(stream, events(3)))));
    await store.close();
    for (const outcome of await Promise.all(pending)) placed(outcome);
    await following;
    await assert.rejects(append(store, to(aStream(), events(1))), StoreClosed);
    await store.close();
  }),
];
