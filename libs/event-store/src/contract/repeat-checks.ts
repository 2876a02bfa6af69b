import assert from 'node:assert/strict';
import { aStream, anEvent, append, appended, check, placed, to } from './check';

const FIRST = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

export const repeatChecks = [
  check('repeats tells where an event stands that is sent again, in the order asked', async (store) => {
    const [one, two] = [aStream(), aStream()];
    const [a, b] = [anEvent({ fingerprint: FIRST }), anEvent({ fingerprint: OTHER })];
    const [first] = await appended(store, to(one, [a]));
    await appended(store, to(two, [anEvent()]));
    const [second] = await appended(store, to(two, [b]));
    assert.deepEqual(await store.repeats([b, { id: UNKNOWN, fingerprint: FIRST }, a, b]), [
      { stream: two, ...second },
      null,
      { stream: one, ...first },
      { stream: two, ...second },
    ]);
    assert.deepEqual(await store.repeats([]), []);
    assert.deepEqual(await store.repeats([{ id: 'no UUID', fingerprint: FIRST }]), [null]);
  }),

  check('repeats leaves to the append what was changed, and what has no fingerprint', async (store) => {
    const [stream, own] = [aStream(), aStream()];
    const [said, bare] = [anEvent({ fingerprint: FIRST }), anEvent()];
    await appended(store, to(stream, [said]));
    await appended(store, to(own, [bare]));
    const asked = [
      { ...said, fingerprint: OTHER },
      { ...said, fingerprint: '' },
      { ...bare, fingerprint: FIRST },
      bare,
    ];
    assert.deepEqual(await store.repeats(asked), [null, null, null, null]);
  }),

  check('repeats takes a forgotten fingerprint for any, and says the same as an append', async (store) => {
    const stream = aStream();
    const event = anEvent({ fingerprint: FIRST });
    await appended(store, to(stream, [event]));
    await store.forget([stream]);
    const changed = { ...event, fingerprint: OTHER };
    const [place] = placed(await append(store, to(stream, [changed])), 'duplicate');
    assert.deepEqual(await store.repeats([changed, { ...event, fingerprint: '' }]), [
      { stream, ...place },
      { stream, ...place },
    ]);
  }),
];
