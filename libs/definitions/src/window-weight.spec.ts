import { compiled } from './given';

const doubts = (days: number, count: number, others = 0): readonly string[] => {
  const windows = Array.from({ length: count }, (_, nth) => [`w${nth}`, { count: 'events', lastDays: days }] as const);
  const own = Array.from({ length: others }, (_, nth) => [`own${nth}`, 'count'] as const);
  const measures = Object.fromEntries([...windows, ...own]);
  return compiled({ events: {}, by: [{ day: 'UTC' }], measures }).doubts.map(({ at, message }) => `${at}: ${message}`);
};

describe('windows', () => {
  it('are as many and as long as a rebuild can bear', () => {
    expect([doubts(92, 4), doubts(28, 14), doubts(28, 10, 4), doubts(13, 30)]).toEqual([[], [], [], []]);
    for (const [days, count, others] of [
      [92, 5],
      [28, 15],
      [28, 10, 5],
      [14, 29],
    ] as const)
      // prettier-ignore
      expect(doubts(days, count, others)).toEqual([
        expect.stringMatching(new RegExp(`^/measures/w0/lastDays: ${days} days and ${count + (others ?? 0)} measures count every event ${days * (count + (others ?? 0))} times; 400 at most`)), // prettier-ignore
      ]);
  });

  it('of nothing weigh nothing', () => expect(compiled({ events: {}, measures: Object.fromEntries(Array.from({ length: 30 }, (_, nth) => [`m${nth}`, 'count'])) }).doubts).toEqual([])); // prettier-ignore
});
