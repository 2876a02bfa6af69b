import fc from 'fast-check';
import { bgNbd } from './bg-nbd';
import { anyHistory, sumOf } from './given';
import { buyingHistory, historyFault } from './history';
import { expectedPurchases, fitBuying, logLikelihood, pAlive } from './model';
import { paretoNbd } from './pareto-nbd';
import { buyingSample } from './sample';

describe('a history', () => {
  it('counts days after the first, in weeks', () => {
    expect(buyingHistory([10, 3, 10, 24, 3], 31)).toEqual({ x: 2, t_x: 3, T: 4 });
    expect(buyingHistory([7], 7)).toEqual({ x: 0, t_x: 0, T: 0 });
    expect(() => buyingHistory([], 7)).toThrow('a history needs a purchase');
    expect(() => buyingHistory([8], 7)).toThrow('a history ends before its last purchase');
  });

  it.each([
    [{ x: -1, t_x: 0, T: 1 }, 'x must be a whole number from 0, not -1'],
    [{ x: 1.5, t_x: 0, T: 1 }, 'x must be a whole number from 0, not 1.5'],
    [{ x: 1, t_x: 2, T: 1 }, 't_x must lie between 0 and T, not 2 of 1'],
    [{ x: 1, t_x: Number.NaN, T: 1 }, 't_x must lie between 0 and T, not NaN of 1'],
    [{ x: 0, t_x: 1, T: 1 }, 't_x must be 0 where x is 0, not 1'],
    [{ x: 3, t_x: 0, T: 1 }, 't_x must be above 0 where x is'],
    [{ x: 3, t_x: 1, T: 1 }, null],
  ])('%j: %s', (history, fault) => {
    expect(historyFault(history)).toBe(fault);
    if (fault !== null) expect(() => buyingSample([history])).toThrow(fault);
  });
});

describe('a fit', () => {
  it('has one row for equal histories, and the same likelihood as all of them one by one', () => {
    const parameters = { r: 0.5, alpha: 8, s: 0.7, beta: 9 };
    fc.assert(
      fc.property(fc.array(anyHistory(3), { minLength: 1, maxLength: 12 }), (some) => {
        const twice = [...some, ...some.slice(0, 5)];
        const sample = buyingSample(twice);
        expect([sample.customers, sumOf([...sample.weight])]).toEqual([twice.length, twice.length]);
        const alone = sumOf(twice.map((one) => logLikelihood(paretoNbd, parameters, buyingSample([one]))));
        expect(logLikelihood(paretoNbd, parameters, sample)).toBeCloseTo(alone, 8);
      }),
    );
    expect(
      buyingSample([
        { x: 0, t_x: 0, T: 4 },
        { x: 0, t_x: 0, T: 4 },
        { x: 1, t_x: 2, T: 4 },
      ]).weight,
    ).toEqual(
      Float64Array.of(2, 1), // prettier-ignore
    );
  });

  it('is at least as likely as any other parameters, and does not depend on the order', () => {
    const customers = Array.from({ length: 120 }, (_, n) => {
      const x = [0, 0, 1, 0, 3, 0, 7, 2][n % 8]!;
      return { x, t_x: x === 0 ? 0 : 5 + ((n * 7) % 25), T: 30 + (n % 9) };
    });
    const sample = buyingSample(customers);
    const fit = fitBuying(bgNbd, customers);
    expect(fit.logLikelihood).toBeCloseTo(logLikelihood(bgNbd, fit.parameters, sample), 8);
    expect(fitBuying(bgNbd, [...customers].reverse()).logLikelihood).toBeCloseTo(fit.logLikelihood, 5);
    const factor = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(factor, factor, factor, factor, (one, two, three, four) => {
        const { r, alpha, a, b } = fit.parameters;
        const other = { r: r * one, alpha: alpha * two, a: a * three, b: b * four };
        expect(logLikelihood(bgNbd, other, sample)).toBeLessThanOrEqual(fit.logLikelihood + 1e-6);
      }),
    );
  });

  it('says so when the data do not tell how customers leave', () => {
    const faithful = Array.from({ length: 60 }, (_, n) => ({ x: 4 + (n % 3), t_x: 30, T: 30 }));
    const { atBounds } = fitBuying(bgNbd, faithful);
    expect(atBounds).toContain('a');
  });

  it('refuses what it cannot use', () => {
    expect(() => fitBuying(bgNbd, [])).toThrow('a sample needs a customer');
    expect(() => pAlive(bgNbd, { r: 0, alpha: 1, a: 1, b: 1 }, { x: 0, t_x: 0, T: 1 })).toThrow('r must be above 0');
    const parameters = { r: 1, alpha: 1, a: 1, b: 1 };
    expect(() => pAlive(bgNbd, parameters, { x: 1, t_x: 3, T: 2 })).toThrow('t_x must lie between 0 and T');
    expect(() => expectedPurchases(bgNbd, parameters, { x: 0, t_x: 0, T: 1 }, -1)).toThrow('weeks must be a number from 0');
  }); // prettier-ignore
});
