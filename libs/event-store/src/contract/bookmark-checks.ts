import assert from 'node:assert/strict';
import { BookmarkLost } from '../bookmarks';
import { InvalidAppend } from '../check-append';
import type { EventStore } from '../event-store';
import { aStream, anEvent, append, appended, check, events, placed, to } from './check';

const placeOf = async (store: EventStore, name: string): Promise<string | undefined> =>
  (await store.bookmarks.list(name)).find((one) => one.name === name)?.place;

export const bookmarkChecks = [
  check(
    'a bookmark begins nowhere, keeps its place, and whoever takes it later ends the hold before',
    async (store) => {
      const first = await store.bookmarks.take('a topic/0');
      assert.equal(first.place, '');
      await store.bookmarks.move({ hold: first, to: 'seven' });
      const second = await store.bookmarks.take('a topic/0');
      assert.deepEqual([second.bookmark, second.place], ['a topic/0', 'seven']);
      await assert.rejects(store.bookmarks.move({ hold: first, to: 'eight' }), BookmarkLost);
      await assert.rejects(store.append([to(aStream(), events(1))], { hold: first, to: 'eight' }), BookmarkLost);
      assert.equal(await placeOf(store, 'a topic/0'), 'seven');
      await store.bookmarks.move({ hold: second, to: 'eight' });
      assert.equal(await placeOf(store, 'a topic/0'), 'eight');
    },
  ),

  check('bookmarks are listed by the beginning of their name', async (store) => {
    for (const name of ['b/1', 'a_b/0', 'aXb/0', 'a_b/10']) await store.bookmarks.take(name);
    await store.bookmarks.move({ hold: await store.bookmarks.take('b/1'), to: 'there' });
    assert.deepEqual(await store.bookmarks.list('a_b/'), [
      { name: 'a_b/0', place: '' },
      { name: 'a_b/10', place: '' },
    ]);
    assert.deepEqual(await store.bookmarks.list('b/1'), [{ name: 'b/1', place: 'there' }]);
  }),

  check('a bookmark moves along with appends and with repeats of them', async (store) => {
    const hold = await store.bookmarks.take('moving');
    const [stream, other] = [aStream(), aStream()];
    const [one, two] = events(2);
    const both = [to(stream, [one!]), to(other, [two!]), to(stream, [one!])];
    const outcomes = await store.append(both, { hold, to: '3' });
    assert.deepEqual(
      [outcomes.map(({ status }) => status), await placeOf(store, 'moving')],
      [['appended', 'appended', 'duplicate'], '3'],
    );
    const again = await store.append(both, { hold, to: '4' });
    for (const outcome of again) placed(outcome, 'duplicate');
    assert.equal(await placeOf(store, 'moving'), '4');
    await store.append([], { hold, to: '5' });
    assert.equal(await placeOf(store, 'moving'), '5');
    await appended(store, to(stream, events(1)));
    assert.equal(await placeOf(store, 'moving'), '5');
  }),

  check('a bookmark moves along with a call of many appends', async (store) => {
    const hold = await store.bookmarks.take('many');
    const calls = Array.from({ length: 40 }, () => to(aStream(), events(1)));
    const outcomes = await store.append(calls, { hold, to: 'all' });
    assert.deepEqual([outcomes.length, await placeOf(store, 'many')], [40, 'all']);
  }),

  check('a bookmark stays where one append of many is refused, and the others are written', async (store) => {
    const hold = await store.bookmarks.take('refused');
    const known = anEvent();
    await appended(store, to(aStream(), [known]));
    const changed = to(aStream(), [{ ...known, body: '{"changed":true}' }]);
    const rest = Array.from({ length: 40 }, () => to(aStream(), events(1)));
    const outcomes = await store.append([changed, ...rest], { hold, to: 'beyond' });
    assert.deepEqual([outcomes[0]!.status, outcomes[1]!.status, await placeOf(store, 'refused')], ['conflict', 'appended', '']); // prettier-ignore
    const stale = await store.append([to(aStream(), events(1), 7)], { hold, to: 'beyond' });
    assert.deepEqual([stale[0]!.status, await placeOf(store, 'refused')], ['stale', '']);
  }),

  check('whose bookmark was taken harms nobody who appends at the same time', async (store) => {
    const lost = await store.bookmarks.take('lost');
    await store.bookmarks.take('lost');
    const kept = await store.bookmarks.take('kept');
    const [mine, plain] = [anEvent(), anEvent()];
    const [refused, fine, also] = await Promise.allSettled([
      store.append([to(aStream(), events(3))], { hold: lost, to: '3' }),
      store.append([to(aStream(), [mine])], { hold: kept, to: '1' }),
      store.append([to(aStream(), [plain])]),
    ]);
    assert.ok(refused!.status === 'rejected' && refused.reason instanceof BookmarkLost);
    assert.deepEqual([fine!.status, also!.status], ['fulfilled', 'fulfilled']);
    assert.deepEqual((await store.find([mine.id, plain.id])).length, 2);
    assert.deepEqual([await placeOf(store, 'lost'), await placeOf(store, 'kept')], ['', '1']);
  }),

  check('names of bookmarks and places that are none are refused, and nothing is written', async (store) => {
    for (const name of ['', 'x'.repeat(301), 'a\nb']) await assert.rejects(store.bookmarks.take(name), InvalidAppend);
    const hold = await store.bookmarks.take('named');
    const one = anEvent();
    for (const bad of ['', 'x'.repeat(10_001), 'a\nb']) {
      await assert.rejects(store.bookmarks.move({ hold, to: bad }), InvalidAppend);
      await assert.rejects(store.append([to(aStream(), [one])], { hold, to: bad }), InvalidAppend);
    }
    assert.equal((await append(store, to(aStream(), [one]))).status, 'appended');
  }),
];
