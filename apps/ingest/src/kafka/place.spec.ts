import fc from 'fast-check';
import { type Place, anew, beginningOf, lagOf, placeIn, placeText } from './place';

const NOW = '2026-11-29T08:00:00.000Z';
const at = (next: number, more: Partial<Place> = {}): Place => ({
  ...{ next, last: { offset: next - 1, print: 'p' }, lost: 0, begun: 0, brokenAt: null },
  ...more,
});

describe('where a partition is read on', () => {
  it('is its first record where nobody has read it', () =>
    expect(beginningOf(null, { low: 5, high: 9 }, NOW)).toEqual({
      place: { next: 5, last: null, lost: 0, begun: 0, brokenAt: null },
      ...{ from: 5, proves: false },
    }));

  it('is the last record that was taken, which must be that very one', () =>
    expect(beginningOf(at(7), { low: 0, high: 9 }, NOW)).toEqual({ place: at(7), from: 6, proves: true }));

  it('is the next one where the last is gone', () =>
    expect(beginningOf(at(7), { low: 7, high: 7 }, NOW)).toEqual({ place: at(7), from: 7, proves: false }));

  it('is the first that is left where Kafka has dropped what nobody read, and that is counted', () => {
    const { place, from, proves } = beginningOf(at(7, { lost: 2 }), { low: 10, high: 12 }, NOW);
    expect([place, from, proves]).toEqual([at(10, { last: null, lost: 5, brokenAt: NOW }), 10, false]);
  });

  it('is the beginning of a topic that ends too soon: it is another one', () =>
    expect(beginningOf(at(7), { low: 0, high: 6 }, NOW)).toEqual(anew(at(7), { low: 0 }, NOW)));

  it('passes over nothing without counting it, whatever Kafka has', () =>
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), (next, low, more) => {
        const high = low + more;
        const { place, from, proves } = beginningOf(at(next), { low, high }, NOW);
        const passed = place.next - (place.begun > 0 ? low : next) - place.lost;
        expect(passed).toBe(0);
        expect(from).toBe(proves ? place.next - 1 : place.next);
        expect(from).toBeGreaterThanOrEqual(low);
        expect(from).toBeLessThanOrEqual(high);
        expect([place.lost > 0, place.begun > 0].filter(Boolean).length).toBe(place.brokenAt === null ? 0 : 1);
      }),
    ));

  it('is said in words that are read back, and how much waits', () => {
    expect(placeIn(placeText(at(7)))).toEqual(at(7));
    expect(placeIn('')).toBeNull();
    expect([lagOf(null, { low: 2, high: 9 }), lagOf(at(7), { low: 0, high: 9 })]).toEqual([7, 2]);
    expect(lagOf(at(7), { low: 0, high: 3 })).toBe(0);
  });
});
