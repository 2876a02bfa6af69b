import assert from 'node:assert/strict';
import { aStream, append, appended, check, events, placed, readAll, to } from './check';

export const expectationChecks = [
  check(
    'the expected version must be the actual one; else the answer names the actual one and nothing is written',
    async (store) => {
      const stream = aStream();
      assert.deepEqual(await append(store, to(stream, events(1), 1)), { status: 'stale', actual: 0 });
      await appended(store, to(stream, events(3), 0));
      for (const expected of [0, 1, 2, 4, 1_000])
        assert.deepEqual(await append(store, to(stream, events(2), expected)), { status: 'stale', actual: 3 });
      assert.equal((await readAll(store, [stream])).length, 3);
      assert.equal((await appended(store, to(stream, events(1), 3)))[0]!.version, 4);
    },
  ),

  check('two appends to one stream with explicit versions in one call: each sees the one before it', async (store) => {
    const stream = aStream();
    const outcomes = await store.append([to(stream, events(2), 0), to(stream, events(1), 2), to(stream, events(1), 2)]);
    assert.deepEqual(
      placed(outcomes[0]).map((place) => place.version),
      [1, 2],
    );
    assert.deepEqual(
      placed(outcomes[1]).map((place) => place.version),
      [3],
    );
    assert.deepEqual(outcomes[2], { status: 'stale', actual: 3 });
  }),

  check('explicit and free appends to one stream in one call keep their order', async (store) => {
    const stream = aStream();
    const outcomes = await store.append([
      to(stream, events(1)),
      to(stream, events(1), 1),
      to(stream, events(1)),
      to(stream, events(1), 2),
      to(stream, events(1), 3),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['appended', 'appended', 'appended', 'stale', 'appended'],
    );
    assert.deepEqual(
      (await readAll(store, [stream])).map((event) => event.version),
      [1, 2, 3, 4],
    );
  }),

  check('of many callers with the same expected version exactly one wins, every time', async (store) => {
    const stream = aStream();
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all(Array.from({ length: 12 }, () => append(store, to(stream, events(1), round))));
      const winners = outcomes.filter((outcome) => outcome.status === 'appended');
      assert.equal(winners.length, 1, 'one winner');
      for (const outcome of outcomes)
        if (outcome.status !== 'appended') assert.deepEqual(outcome, { status: 'stale', actual: round + 1 });
    }
    assert.deepEqual(
      (await readAll(store, [stream])).map((event) => event.version),
      Array.from({ length: 10 }, (_, i) => i + 1),
    );
  }),
];
