import fc from 'fast-check';
import type { BuyingHistory } from './history';

/** Any history of up to so many repeat transactions within two years. */
export const anyHistory = (most: number): fc.Arbitrary<BuyingHistory> =>
  fc
    .record({
      x: fc.integer({ min: 0, max: most }),
      T: fc.double({ min: 1, max: 104, noNaN: true }),
      share: fc.double({ min: 0.05, max: 1, noNaN: true }),
    })
    .map(({ x, T, share }) => ({ x, T, t_x: x === 0 ? 0 : T * share }));

/** The sum of some numbers. */
export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
