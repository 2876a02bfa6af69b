import * as fc from 'fast-check';
import { DELAYS_MS, delayAfter, retryAfterMs } from './schedule';

const HOUR_MS = 3_600_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const NOW = Date.parse('2026-11-20T16:00:00Z');

describe('the schedule of attempts', () => {
  it('goes on for more than a day and less than two, whatever chance says', () =>
    fc.assert(
      fc.property(fc.array(chance, { minLength: DELAYS_MS.length, maxLength: DELAYS_MS.length }), (chances) => {
        const total = chances.reduce((sum, one, n) => sum + delayAfter(n + 1, one)!, 0);
        expect(total).toBeGreaterThanOrEqual(24 * HOUR_MS);
        expect(total).toBeLessThanOrEqual(48 * HOUR_MS);
      }),
    ));

  it('waits longer each time, up to a limit, and begins within seconds', () => {
    expect(delayAfter(1, 0)).toBe(5_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DELAYS_MS.length - 1 }), chance, chance, (failed, one, other) => {
        const [earlier, later] = [delayAfter(failed, one)!, delayAfter(failed + 1, other)!];
        expect(later).toBeLessThanOrEqual(6 * HOUR_MS * 1.25);
        if (failed < 8) expect(later).toBeGreaterThan(earlier);
      }),
    );
  });

  it('spreads what failed together', () => {
    const spread = Array.from({ length: 20 }, (_, n) => delayAfter(3, n / 20));
    expect(new Set(spread).size).toBe(20);
  });

  it('ends', () => {
    expect(delayAfter(DELAYS_MS.length, 0)).not.toBeNull();
    expect(delayAfter(DELAYS_MS.length + 1, 0)).toBeNull();
  });

  it('is only ever put off by what a receiver asks for, and not for longer than a day', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DELAYS_MS.length }), chance, fc.nat(1e12), (failed, one, asked) => {
        const [plain, put] = [delayAfter(failed, one)!, delayAfter(failed, one, asked)!];
        expect(put).toBeGreaterThanOrEqual(plain);
        expect(put).toBeGreaterThanOrEqual(Math.min(asked, 24 * HOUR_MS));
        expect(put).toBeLessThanOrEqual(Math.max(plain, 24 * HOUR_MS));
      }),
    ));
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Fri, 20 Nov 2026 16:01:00 GMT', 60_000],
    ['Fri, 20 Nov 2026 15:00:00 GMT', 0],
    ['999999999', 24 * HOUR_MS],
    ['-5', 0],
    ['soon', 0],
    ['1e9', 0],
    ['2026', 24 * HOUR_MS > 2_026_000 ? 2_026_000 : 0],
    [undefined, 0],
  ])('%s', (header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms));

  it('never gives anything but a time within a day', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = retryAfterMs(text, NOW);
        expect(ms >= 0 && ms <= 24 * HOUR_MS).toBe(true);
      }),
    ));
});
