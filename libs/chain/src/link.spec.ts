import { createHash } from 'node:crypto';
import { aStoredEvent } from '@rapport/testing';
import { entryOf } from './entry';
import { eventHash, GENESIS, headOf, nextLink, readHead } from './link';
import { pack, unpack } from './segment';

const event = aStoredEvent({
  id: '6f0c1a52-5b7e-5d0a-9c3e-2f1b8a7d6e54',
  stream: 'customer-1',
  version: 3,
  type: 'PurchaseMade',
  recordedAt: '2026-11-20T16:04:06.000Z',
  body: '{"text":"Grüße \\" \\n"}',
});
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

it('is what the documentation says, step by step', () => {
  const head = '["6f0c1a52-5b7e-5d0a-9c3e-2f1b8a7d6e54","customer-1",3,"PurchaseMade","2026-11-20T16:04:06.000Z"]';
  expect(headOf(event)).toBe(head);
  expect(entryOf(event)).toEqual({ ordinal: '1', head, body: sha(event.body) });
  expect(eventHash(entryOf(event))).toBe(sha(`${head}\n${sha(event.body)}`));
  expect(nextLink(GENESIS, entryOf(event))).toBe(sha(sha('rapport/chain/1') + eventHash(entryOf(event))));
});

it('never changes: anchors that were made once must verify for ever', () => {
  expect(GENESIS).toBe('0b016b8d66e3160a3f24798e11185156add61312b2760f1d09661907c57cd6ab');
  expect(nextLink(GENESIS, entryOf(event))).toBe('aa1f67ce6ffb67bc4444e79be337918f388e3314309a2e19d102e4e617bc93fa');
});

it('tells events apart whose parts run into each other', () => {
  const one = headOf({ ...event, stream: 'a","b', type: 'c' });
  const other = headOf({ ...event, stream: 'a', type: 'b","c' });
  expect(one).not.toBe(other);
  expect(headOf({ ...event, stream: 'a\n5' })).not.toContain('\n');
  expect(readHead(one)).toMatchObject({ stream: 'a","b', type: 'c' });
});

it('does not know the epoch, so that a restored log has the same links', () => {
  const restored = { ...event, position: `ffffffff${event.position.slice(8)}` };
  expect(entryOf(restored)).toEqual(entryOf(event));
});

it('packs evidence and unpacks it again', () => {
  const entries = [entryOf(event), entryOf(aStoredEvent({ stream: 'häß' }))];
  expect(unpack(pack(entries))).toEqual(entries);
});
