import assert from 'node:assert/strict';
import { aStream, anEvent, append, appended, check, events, placed, readAll, to } from './check';

const FIRST = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

export const forgetChecks = [
  check('forgotten fingerprints make every repeat a duplicate, and change no byte', async (store) => {
    const [gone, more, kept] = [aStream(), aStream(), aStream()];
    const [one, two, three] = [gone, more, kept].map(() => anEvent({ fingerprint: FIRST }));
    const first = await appended(store, to(gone, [one!]));
    await appended(store, to(more, [two!]));
    await appended(store, to(kept, [three!]));
    const [before, head] = [await readAll(store, [gone, more]), await store.head()];
    assert.equal(await store.forget([gone, more, aStream()]), 2);
    assert.deepEqual(placed(await append(store, to(gone, [{ ...one!, fingerprint: OTHER }])), 'duplicate'), first);
    placed(await append(store, to(more, [{ ...two!, fingerprint: OTHER, body: '{"x":1}' }])), 'duplicate');
    assert.equal((await append(store, to(kept, [{ ...three!, fingerprint: OTHER }]))).status, 'conflict');
    assert.deepEqual(await readAll(store, [gone, more]), before);
    assert.deepEqual(await store.head(), head);
  }),

  check('forgetting again, or nothing, or events without fingerprints forgets none', async (store) => {
    const [stream, plain] = [aStream(), aStream()];
    const list = events(3).map((event) => ({ ...event, fingerprint: FIRST }));
    await appended(store, to(stream, list));
    const own = anEvent();
    await appended(store, to(plain, [own]));
    assert.equal(await store.forget([]), 0);
    assert.equal(await store.forget([stream, stream]), 3);
    assert.equal(await store.forget([stream, plain]), 0);
    assert.equal((await append(store, to(plain, [{ ...own, body: '{"changed":true}' }]))).status, 'conflict');
    await appended(store, to(stream, [anEvent({ fingerprint: FIRST })]));
    assert.equal(await store.forget([stream]), 1);
  }),
];
