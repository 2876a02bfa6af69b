import fc from 'fast-check';
import { shareDifference, shareOf } from './share-difference';

const rounded = (share: { share: number; low: number; high: number } | null) =>
  share && [share.share, share.low, share.high].map((number) => Number(number.toFixed(4)));

describe('the effect of a policy', () => {
  it('has the intervals of the literature (Newcombe 1998, table II, method 10)', () => {
    const difference = (a: number, m: number, b: number, n: number) => rounded(shareDifference(shareOf(a, m), shareOf(b, n))); // prettier-ignore
    expect(difference(56, 70, 48, 80)).toEqual([0.2, 0.0524, 0.3339]);
    expect(difference(9, 10, 3, 10)).toEqual([0.6, 0.1705, 0.809]);
    expect(difference(6, 7, 2, 7)).toEqual([0.5714, 0.0582, 0.8062]);
    expect(difference(5, 56, 0, 29)).toEqual([0.0893, -0.0381, 0.1926]);
    expect(difference(0, 10, 0, 20)).toEqual([0, -0.1611, 0.2775]);
    expect(difference(10, 10, 0, 10)).toEqual([1, 0.6075, 1]);
  });

  it('says nothing of nobody', () => {
    expect(shareOf(0, 0)).toBeNull();
    expect(shareDifference(shareOf(1, 2), shareOf(0, 0))).toBeNull();
  });

  it('never leaves what shares can be, and holds the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const { share, low, high } = shareOf(Math.round(part * n), n)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low <= share && share <= high).toBe(true);
      }),
    );
  });
});
