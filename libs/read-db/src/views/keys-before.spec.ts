import type { Fact } from '@rapport/events';
import { keysBefore, type Touch } from './fold-entries';

const touch = (eventId: string, keys: readonly string[], channel = 'store'): Touch => ({
  fact: { eventId, channel } as Fact,
  ...{ keys, queue: 'owner' },
});
const early = new Set(['corrected']);

it('looks for no row that one of its events makes, but for all others, once each', () => {
  const touched = [
    ...[touch('a', ['a']), touch('b', ['b', 'about']), touch('c', ['about'])],
    // A correction that came first has made the row; of events about identity nobody says whether one has.
    ...[touch('corrected', ['corrected']), touch('link', ['link'], 'identity')],
  ];
  expect(keysBefore({ rowsOfEvents: true }, touched, early)).toEqual(['about', 'corrected', 'link']);
});

it('looks for all rows of a projection that does not say so', () => {
  expect(keysBefore({}, [touch('a', ['a', 'x']), touch('b', ['x'])], early)).toEqual(['a', 'x']);
});
