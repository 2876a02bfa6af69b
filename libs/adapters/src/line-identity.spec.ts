import fc from 'fast-check';
import { Occurrences, lineHash } from './line-identity';

describe('the name of a line', () => {
  it('is the same for the same fields and another one for others', () =>
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        const same = one.length === other.length && one.every((field, index) => field === other[index]);
        fc.pre(!one.join().includes('\u001f') && !other.join().includes('\u001f') && one.length * other.length !== 0);
        expect(lineHash(one) === lineHash(other)).toBe(same);
      }),
    ));

  it('counts like a map, however many there are', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9_000 }), { minLength: 0, maxLength: 20_000 }), (numbers) => {
        const seen = new Occurrences();
        const model = new Map<number, number>();
        for (const number of numbers) {
          const count = (model.get(number) ?? 0) + 1;
          model.set(number, count);
          expect(seen.next(String(number))).toBe(count);
        }
      }),
      { numRuns: 5 },
    ));
});
