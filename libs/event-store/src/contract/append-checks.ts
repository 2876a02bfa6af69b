import assert from 'node:assert/strict';
import { isPosition, ordinalOf } from '../position';
import {
  aStream,
  anEvent,
  appended,
  append,
  assertRising,
  check,
  events,
  followed,
  ids,
  placed,
  readAll,
  to,
} from './check';

export const appendChecks = [
  check('an append of several events keeps their order, with versions from 1 and rising positions', async (store) => {
    const stream = aStream();
    const list = events(5);
    const places = await appended(store, to(stream, list, 0));
    assert.deepEqual(
      places.map((place) => place.version),
      [1, 2, 3, 4, 5],
    );
    assert.ok(places.every((place) => isPosition(place.position)));
    assertRising(places);
    const back = await readAll(store, [stream]);
    assert.deepEqual(ids(back), ids(list));
    assert.deepEqual(
      back.map(({ position, version, recordedAt }) => ({ position, version, recordedAt })),
      places,
    );
  }),

  check('versions count on per stream, positions over all streams', async (store) => {
    const [a, b] = [aStream(), aStream()];
    const places = [];
    for (const stream of [a, b, a, a, b]) places.push(...(await appended(store, to(stream, events(1)))));
    assert.deepEqual(
      places.map((place) => place.version),
      [1, 1, 2, 3, 2],
    );
    assertRising(places);
  }),

  check('several appends of one call get one outcome each, in order and independently', async (store) => {
    const [a, b, c] = [aStream(), aStream(), aStream()];
    await appended(store, to(b, events(2)));
    const lists = [events(2), events(1), events(3)];
    const outcomes = await store.append([to(a, lists[0]!), to(b, lists[1]!, 0), to(c, lists[2]!, 0)]);
    assert.equal(outcomes.length, 3);
    assert.deepEqual(outcomes[1], { status: 'stale', actual: 2 });
    for (const [at, stream] of [a, b, c].entries()) {
      const back = await readAll(store, [stream]);
      assert.deepEqual(ids(back).slice(at === 1 ? 2 : 0), at === 1 ? [] : ids(lists[at]!));
      if (at !== 1)
        assert.deepEqual(
          back.map(({ position, version, recordedAt }) => ({ position, version, recordedAt })),
          placed(outcomes[at]),
        );
    }
  }),

  check('appends of one call to one stream follow each other, whatever lies between them', async (store) => {
    const streams = [aStream(), aStream(), aStream()];
    const turns = [0, 1, 0, 2, 1, 0, 0, 2];
    const lists = turns.map((_, i) => events(1 + (i % 3)));
    const outcomes = await store.append(turns.map((turn, i) => to(streams[turn]!, lists[i]!)));
    for (const [turn, stream] of streams.entries()) {
      const own = turns.flatMap((one, i) => (one === turn ? [i] : []));
      const places = own.flatMap((i) => placed(outcomes[i]));
      assert.deepEqual(
        places.map((place) => place.version),
        places.map((_, i) => i + 1),
      );
      assertRising(places);
      assert.deepEqual(ids(await readAll(store, [stream])), ids(own.flatMap((i) => lists[i]!)));
    }
  }),

  check('a call of no appends writes nothing and has no outcomes', async (store) => {
    assert.deepEqual(await store.append([]), []);
    assert.equal((await store.head()).eventId, null);
  }),

  check('an event comes back byte for byte: unicode, escapes, quotes, a megabyte', async (store) => {
    const stream = aStream();
    const bodies = [
      '{"name":"Zoë 李雷 🛍️ e\u0301 \\u0000 \\n \\t","n":1e-7}',
      `{"sql":"' \\\\' \\" -- $1 $$ %s \\\\N","tab":"a\\\\tb"}`,
      '{"b":1,"a":2,  "a":1.50}',
      `{"big":"${'x€'.repeat(500_000)}"}`,
      ' ',
    ];
    const list = bodies.map((body) => anEvent({ body, type: 'Ünïcode.Type' }));
    await appended(store, to(stream, list));
    const back = await readAll(store, [stream]);
    assert.deepEqual(
      back.map((event) => event.body),
      bodies,
    );
    assert.ok(back.every((event) => event.type === 'Ünïcode.Type' && event.stream === stream));
  }),

  check('stream names are told apart exactly: case, blanks, quotes, accents, long common parts', async (store) => {
    const long = 'x'.repeat(199);
    const names = ['a', 'A', ' a', 'a ', "a'b", 'a%', 'a_', 'é', 'e\u0301', `${long}1`, `${long}2`, '客户-1'];
    for (const name of names) assert.equal((await appended(store, to(name, events(1), 0)))[0]!.version, 1);
    for (const name of names)
      assert.deepEqual(
        (await readAll(store, [name])).map((event) => event.stream),
        [name],
      );
  }),

  check('recordedAt is UTC with milliseconds, near now, and never falls as positions rise', async (store) => {
    const before = Date.now() - 1_000;
    for (let i = 0; i < 5; i++) await append(store, to(aStream(), events(3)));
    const times = (await followed(store, null, 15)).map((event) => event.recordedAt);
    assert.equal(times.length, 15);
    assert.ok(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time)));
    assert.deepEqual(times, [...times].sort());
    assert.ok(Date.parse(times[0]!) >= before && Date.parse(times.at(-1)!) <= Date.now() + 1_000);
  }),

  check('head names the last event; an empty store has none', async (store) => {
    const empty = await store.head();
    assert.ok(isPosition(empty.position));
    assert.deepEqual([empty.eventId, empty.recordedAt], [null, null]);
    const list = events(3);
    const last = (await appended(store, to(aStream(), list))).at(-1)!;
    assert.ok(empty.position < last.position);
    const { position, recordedAt } = last;
    assert.deepEqual(await store.head(), { position, recordedAt, eventId: list[2]!.id });
  }),

  check('ordinals are about as far apart as the store says', async (store) => {
    const all = await appended(store, to(aStream(), events(50)));
    const between = BigInt(ordinalOf(all.at(-1)!.position)) - BigInt(ordinalOf(all[0]!.position));
    const each = Number(between) / 49;
    assert.ok(store.ordinalsPerEvent >= 1);
    assert.ok(each > store.ordinalsPerEvent / 20 && each < store.ordinalsPerEvent * 20, `${each}`);
  }),
];
