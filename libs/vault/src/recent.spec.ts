import fc from 'fast-check';
import { Recent } from './recent';

describe('what was used lately', () => {
  it('is found with its last value, unless it was forgotten', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.tuple(fc.constantFrom('set', 'get', 'delete', 'clear'), fc.nat({ max: 15 })), { maxLength: 200 }),
        (max, steps) => {
          const recent = new Recent<number, number>(max);
          const last = new Map<number, number>();
          // Keys by their last use, the latest at the end.
          let used: number[] = [];
          steps.forEach(([what, key], value) => {
            if (what === 'set') {
              recent.set(key, value);
              last.set(key, value);
            } else if (what === 'delete') {
              recent.delete(key);
              last.delete(key);
            } else if (what === 'clear') {
              recent.clear();
              last.clear();
            } else {
              const found = recent.get(key);
              const isLate = last.has(key) && used.slice(-Math.floor(max / 2)).includes(key);
              if (found !== undefined || isLate) expect(found).toBe(last.get(key));
              if (found === undefined) last.delete(key);
            }
            used = [...used.filter((one) => one !== key && last.has(one)), ...(last.has(key) ? [key] : [])];
          });
        },
      ),
    ));

  it('is bounded', () => {
    const recent = new Recent<number, true>(100);
    for (let key = 0; key < 1_000; key += 1) recent.set(key, true);
    const kept = Array.from({ length: 1_000 }, (_, key) => key).filter((key) => recent.get(key));
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept).toEqual(expect.arrayContaining(Array.from({ length: 50 }, (_, n) => 950 + n)));
  });
});
