import assert from 'node:assert/strict';
import { aStream, anEvent, append, appended, check, events, ids, placed, readAll, to } from './check';

const FIRST = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

export const duplicateChecks = [
  check(
    'a repeat is answered with the first places and writes nothing, also with a stale expectation',
    async (store) => {
      const stream = aStream();
      const list = events(3);
      const first = await appended(store, to(stream, list, 0));
      await appended(store, to(stream, events(2)));
      const head = await store.head();
      for (const expected of ['any', 0, 5, 99] as const)
        assert.deepEqual(placed(await append(store, to(stream, list, expected)), 'duplicate'), first);
      assert.deepEqual(await store.head(), head);
      assert.equal((await readAll(store, [stream])).length, 5);
    },
  ),

  check('events known from different appends make one duplicate, each with its own first place', async (store) => {
    const [a, b] = events(2);
    const second = await appended(store, to(aStream(), [b!]));
    await appended(store, to(aStream(), events(1)));
    const first = await appended(store, to(aStream(), [a!]));
    assert.deepEqual(placed(await append(store, to(aStream(), [a!, b!])), 'duplicate'), [...first, ...second]);
  }),

  check('an id is unique over all streams', async (store) => {
    const [one, two] = [aStream(), aStream()];
    const event = anEvent({ fingerprint: FIRST });
    const first = await appended(store, to(one, [event]));
    assert.deepEqual(placed(await append(store, to(two, [event])), 'duplicate'), first);
    assert.deepEqual(await readAll(store, [two]), []);
  }),

  check('with fingerprints, the fingerprint decides and not the bytes', async (store) => {
    const event = anEvent({ fingerprint: FIRST });
    const stream = aStream();
    const first = await appended(store, to(stream, [event]));
    const resealed = { ...event, body: '{"sealed":"again"}' };
    assert.deepEqual(placed(await append(store, to(stream, [resealed])), 'duplicate'), first);
    const changed = { ...event, fingerprint: OTHER };
    assert.deepEqual(await append(store, to(stream, [changed])), { status: 'conflict', eventId: event.id });
    assert.deepEqual(
      (await readAll(store, [stream])).map((stored) => stored.body),
      [event.body],
    );
  }),

  check('without fingerprints, the bytes and the type decide', async (store) => {
    const stream = aStream();
    const event = anEvent({ body: '{"n":1}' });
    await appended(store, to(stream, [event]));
    placed(await append(store, to(stream, [{ ...event }])), 'duplicate');
    for (const changed of [{ body: '{"n":2}' }, { body: '{"n":1} ' }, { type: 'ItemReturned' }])
      assert.deepEqual(await append(store, to(stream, [{ ...event, ...changed }])), {
        status: 'conflict',
        eventId: event.id,
      });
  }),

  check('an append of which only a part is known is a conflict and writes nothing', async (store) => {
    const stream = aStream();
    const [known, ...fresh] = events(3);
    await appended(store, to(stream, [known!]));
    for (const list of [
      [known!, ...fresh],
      [...fresh, known!],
      [fresh[0]!, known!, fresh[1]!],
    ])
      assert.deepEqual(await append(store, to(stream, list)), { status: 'conflict', eventId: known!.id });
    assert.deepEqual(ids(await readAll(store, [stream])), [known!.id]);
    await appended(store, to(stream, fresh));
  }),

  check('of several known events, a conflict names the changed one', async (store) => {
    const list = events(3);
    await appended(store, to(aStream(), list));
    const changed = [list[0]!, { ...list[1]!, body: '{"changed":true}' }, list[2]!];
    assert.deepEqual(await append(store, to(aStream(), changed)), { status: 'conflict', eventId: list[1]!.id });
  }),

  check('the same id twice in one call: the second is a repeat, or a conflict when it differs', async (store) => {
    const stream = aStream();
    const event = anEvent({ fingerprint: FIRST });
    const outcomes = await store.append([
      to(stream, [event]),
      to(stream, [event]),
      to(aStream(), [event]),
      to(stream, [{ ...event, fingerprint: OTHER }]),
      to(stream, events(1)),
    ]);
    const first = placed(outcomes[0]);
    assert.deepEqual([placed(outcomes[1], 'duplicate'), placed(outcomes[2], 'duplicate')], [first, first]);
    assert.deepEqual(outcomes[3], { status: 'conflict', eventId: event.id });
    assert.deepEqual(
      placed(outcomes[4]).map((place) => place.version),
      [2],
    );
  }),

  check('the same event sent by many callers at once is written once, and all get the same place', async (store) => {
    const stream = aStream();
    const list = events(2);
    const outcomes = await Promise.all(Array.from({ length: 15 }, () => append(store, to(stream, list, 0))));
    assert.equal(outcomes.filter((outcome) => outcome.status === 'appended').length, 1);
    for (const outcome of outcomes)
      assert.deepEqual(
        placed(outcome, outcome.status as 'appended'),
        placed(outcomes[0], outcomes[0]!.status as 'appended'),
      );
    assert.equal((await readAll(store, [stream])).length, 2);
  }),
];
