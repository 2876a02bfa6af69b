import fc from 'fast-check';
import { quantileIn, withValue } from './sketch';

describe('a quantile of one value', () => {
  it('is at most 1 % off, whatever the value, the greatest number there is among them', () => {
    const values = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, -1e308, 1e-300, 0),
    );
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.5, 1), (value, at) => {
        fc.pre(value === 0 || Math.abs(value) > 1e-300);
        const shown = quantileIn(withValue({}, value), at)!;
        expect(Number.isFinite(shown)).toBe(true);
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.abs(value) * 0.01);
      }),
    );
  });
});
