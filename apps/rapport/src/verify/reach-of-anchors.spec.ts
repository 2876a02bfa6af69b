import type { ChainState } from '@rapport/chain';
import { isCovered, secondsOf, withoutAnchors } from './reach-of-anchors';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const none: ChainState = { anchors: 0, covered: 0, position: null, exported: 0, fault: null, seenAt: null };
const alive: ChainState = { ...none, seenAt: '2026-11-20T11:59:59.000Z' };
const empty = { position: '0000000a-0000000000000000000', eventId: null, recordedAt: null };
const head = { position: '0000000a-0000000000000000012', eventId: 'e', recordedAt: '2026-11-20T11:59:55.000Z' };
const reached = (ordinal: string, exported: number): ChainState => ({
  ...{ ...alive, anchors: 3, covered: 12, exported },
  position: `0000000a-00000000000000000${ordinal}`,
});

describe('a log without anchors', () => {
  it.each([
    ['nothing to prove', empty, alive],
    ['up to 10 s .* --wait', head, alive],
    ['nobody makes them', head, none],
    ['nobody makes them', head, { ...alive, seenAt: '2026-11-20T11:59:00.000Z' }],
    ['stands still: no room', head, { ...alive, fault: 'no room' }],
  ])('says %s', (text, end, state) =>
    expect(withoutAnchors(end, state, '/anchors', NOW)).toMatch(new RegExp(`no anchors.* /anchors: .*${text}`)),
  );
});

describe('the end of the log', () => {
  it.each([
    [true, empty, none],
    [false, head, alive],
    [false, head, reached('11', 3)],
    [false, head, reached('12', 2)],
    [true, head, reached('12', 3)],
    [true, head, reached('13', 3)],
  ])('is covered: %s', (covered, end, state) => expect(isCovered(end, state)).toBe(covered));
});

it('takes seconds to wait, and nothing else', () => {
  expect([secondsOf(true), secondsOf('5')]).toEqual([30, 5]);
  for (const bad of ['soon', '-1', '1e9', '']) expect(() => secondsOf(bad)).toThrow('give seconds');
});
