import fc from 'fast-check';
import { overdue } from './overdue';
import { replacementCycle } from './replacement';

describe('the overdue ratio', () => {
  it('is drawn to the category, the less the more gaps there are', () => {
    expect(overdue([], 60, { categoryGap: 30 })).toEqual({ ratio: 2, pace: 30, credibility: 0 });
    expect(overdue([10, 40, 12], 42, { categoryGap: 30 })).toEqual({ ratio: 2, pace: 21, credibility: 0.5 });
    expect(overdue([10, 40, 12], 42, { categoryGap: 30, priorGaps: 0 })).toEqual({ ratio: 3.5, pace: 12, credibility: 1 });
    expect(overdue([], 30, { categoryGap: 30, priorGaps: 0 }).ratio).toBe(1);
    const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 20 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 400 }), (own, categoryGap) => {
        const { pace, credibility } = overdue(own, 1, { categoryGap });
        expect(pace).toBeGreaterThanOrEqual(Math.min(categoryGap, ...own) - 1e-9);
        expect(pace).toBeLessThanOrEqual(Math.max(categoryGap, ...own) + 1e-9);
        expect(credibility).toBe(own.length / (own.length + 3));
      }),
    );
  }); // prettier-ignore

  it('refuses what has no meaning', () => {
    expect(() => overdue([0], 1, { categoryGap: 1 })).toThrow('a gap must be above 0 days');
    expect(() => overdue([], -1, { categoryGap: 1 })).toThrow('idle days must be from 0, not -1');
    expect(() => overdue([], 1, { categoryGap: 0 })).toThrow("the category's gap must be above 0");
    expect(() => overdue([], 1, { categoryGap: 1, priorGaps: -1 })).toThrow('prior gaps must be from 0');
  });
});

describe('the replacement cycle', () => {
  it('is that of Kaplan and Meier', () => {
    // Remission under 6-MP (Freireich et al. 1963), the usual example: 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, …
    const lasted = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((days) => ({ days, replaced: true }));
    const still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((days) => ({ days, replaced: false }));
    const { steps, within, daysUntil } = replacementCycle([...still, ...lasted]);
    expect(steps.map(({ replaced }) => Math.round((1 - replaced) * 1e3) / 1e3)).toEqual(
      [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448], // prettier-ignore
    );
    expect([within(5), within(6.5), within(99)].map((share) => Math.round(share * 1e3) / 1e3)).toEqual([0, 0.143, 0.552]);
    expect([daysUntil(0.5), daysUntil(0.9)]).toEqual([23, null]);
  }); // prettier-ignore

  it('is the plain share when everything was replaced, and nothing when there is nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.nat(50), (days, at) => {
        const { within } = replacementCycle(days.map((one) => ({ days: one, replaced: true })));
        expect(within(at)).toBeCloseTo(days.filter((one) => one <= at).length / days.length, 12);
      }),
    );
    expect(replacementCycle([]).daysUntil(0.5)).toBeNull();
    expect(() => replacementCycle([{ days: -1, replaced: true }])).toThrow('days in use must be finite');
  });
});
