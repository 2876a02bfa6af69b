import fc from 'fast-check';
import { sortedInSteps } from './sorted-in-steps';
import { atOnce, eachInSteps, STEP } from './steps';

it('sorts as a stable sort does, however many there are', () => {
  const lengths = fc.constantFrom(0, 1, 2, 4_095, 4_096, 4_097, 8_192, 8_193, 20_000);
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (length, kinds, seed) => {
      const keys = Array.from({ length }, (_, nth) => (Math.imul(nth + 1, seed) >>> 0) % kinds);
      const expected = keys.map((_, nth) => nth).sort((a, b) => keys[a]! - keys[b]!);
      expect([...atOnce(sortedInSteps(length, (a, b) => keys[a]! - keys[b]!))]).toEqual(expected);
    }),
    { numRuns: 60 },
  );
}); // prettier-ignore

it('rests now and then, and takes everything in order', () => {
  const taken: number[] = [];
  const things = Array.from({ length: 3 * STEP + 1 }, (_, nth) => nth);
  expect([...eachInSteps(things, (one) => taken.push(one))]).toHaveLength(3);
  expect(taken).toEqual(things);
});
