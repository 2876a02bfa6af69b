import fc from 'fast-check';
import { integrate } from '../numeric/integrate';
import { bgNbd } from './bg-nbd';
import { expectedSpend, fitGammaGamma, gammaGammaLogLikelihood } from './gamma-gamma';
import { lifetimeValue } from './lifetime-value';
import { expectedPurchases } from './model';
import { cumulativeExpectation } from './tracking';

/** Note 025 of brucehardie.com, with the precision printed there. */
const SPEND = { p: 6.25, q: 3.74, gamma: 15.44 };

describe('the gamma–gamma model', () => {
  it('expects what its note prints', () => {
    const means = [[2, 22.35], [1, 11.77], [0, 0], [7, 73.74], [2, 25.55]].map(([transactions, mean]) =>
      expectedSpend(SPEND, { transactions: transactions!, mean: mean! }),
    ); // prettier-ignore
    [24.65, 18.91, 35.17, 71.46, 27.28].forEach((expected, at) =>
      expect(Math.abs(means[at]! - expected)).toBeLessThan(0.06),
    );
  });

  it('has a density: it integrates to 1 over all means', () => {
    const density = (mean: number): number => Math.exp(gammaGammaLogLikelihood(SPEND, [{ transactions: 3, mean }]));
    // Mean = u / (1 − u) takes the half line to (0, 1).
    expect(integrate((u) => density(u / (1 - u)) / (1 - u) ** 2, 0, 1)).toBeCloseTo(1, 8);
  });

  it('draws a mean to that of everybody, less so the more transactions there were', () => {
    const mean = fc.double({ min: 0.01, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(mean, fc.integer({ min: 1, max: 500 }), (own, transactions) => {
        const all = expectedSpend(SPEND, { transactions: 0, mean: 0 });
        const expected = expectedSpend(SPEND, { transactions, mean: own });
        expect(expected).toBeGreaterThanOrEqual(Math.min(own, all) * (1 - 1e-12));
        expect(expected).toBeLessThanOrEqual(Math.max(own, all) * (1 + 1e-12));
        const more = expectedSpend(SPEND, { transactions: transactions + 1, mean: own });
        expect(Math.abs(more - own)).toBeLessThanOrEqual(Math.abs(expected - own) + 1e-9);
      }),
    );
  });

  it('does not mind the currency', () => {
    const customers = Array.from({ length: 80 }, (_, n) => ({ transactions: 1 + (n % 5), mean: 8 + ((n * 37) % 60) }));
    const yen = customers.map(({ transactions, mean }) => ({ transactions, mean: mean * 15_000 }));
    const [one, other] = [fitGammaGamma(customers).parameters, fitGammaGamma(yen).parameters];
    expect(other.gamma / one.gamma / 15_000).toBeCloseTo(1, 2);
    expect(other.p / one.p).toBeCloseTo(1, 2);
  });

  it('refuses what it cannot use', () => {
    expect(() => fitGammaGamma([])).toThrow('a sample needs a customer');
    expect(() => fitGammaGamma([{ transactions: 1, mean: 0 }])).toThrow('spending needs whole transactions from 1 and a mean above 0'); // prettier-ignore
    expect(() => gammaGammaLogLikelihood({ ...SPEND, q: -1 }, [])).toThrow('q must be above 0');
    expect(() => expectedSpend(SPEND, { transactions: 2, mean: -5 })).toThrow(RangeError);
    expect(() => expectedSpend({ ...SPEND, q: 0.9 }, { transactions: 0, mean: 0 })).toThrow('spend has no mean');
  });
});

describe('lifetime value', () => {
  const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
  const history = { x: 2, t_x: 30.43, T: 38.86 };
  const terms = { weeks: 39, spend: 24.66, margin: 0.3, yearlyDiscount: 0 };
  const value = (more: object) => lifetimeValue(bgNbd, parameters, history, { ...terms, ...more });

  it('is purchases times margin when money keeps its worth', () => {
    const { value: all, purchases, costToServe } = value({});
    expect(purchases).toBeCloseTo(1.226, 3);
    expect(purchases).toBe(expectedPurchases(bgNbd, parameters, history, 39));
    expect(all).toBeCloseTo(purchases * 24.66 * 0.3, 10);
    expect(costToServe).toBe(0);
  });

  it('takes off what it costs to serve', () => {
    const { value: left, margin, costToServe, purchases } = value({ costPerPurchase: 2, costPerWeek: 0.1 });
    expect(costToServe).toBeCloseTo(2 * purchases + 3.9, 10);
    expect(left).toBe(margin - costToServe);
    expect(value({ margin: 0, costPerWeek: 1 }).value).toBeCloseTo(-39, 10);
  });

  it('discounts from the middle of each step', () => {
    const half = 19.5 / (365.25 / 7);
    expect(value({ yearlyDiscount: 0.1, step: 39 }).value).toBeCloseTo(value({}).value / 1.1 ** half, 10);
    const [coarse, fine] = [value({ yearlyDiscount: 0.15 }).value, value({ yearlyDiscount: 0.15, step: 0.5 }).value];
    expect(Math.abs(coarse / fine - 1)).toBeLessThan(1e-3);
    expect(value({ weeks: 0 })).toEqual({ value: 0, margin: 0, costToServe: 0, purchases: 0 });
  });

  it.each([
    [{ weeks: -1 }, 'weeks must be a number from 0'],
    [{ margin: 1.2 }, 'margin must lie between 0 and 1'],
    [{ yearlyDiscount: Number.NaN }, 'yearlyDiscount must be a number from 0'],
    [{ step: 0 }, 'step must be above 0'],
    [{ costPerWeek: -1 }, 'costPerWeek must be a number from 0'],
  ])('refuses %j', (more, fault) => expect(() => value(more)).toThrow(fault));

  it('sums what a cohort is expected to do, each from its own start', () => {
    const arrivals = [{ week: 0, customers: 3 }, { week: 4, customers: 2 }, { week: 30, customers: 9 }]; // prettier-ignore
    const one = (weeks: number): number => bgNbd.expected(parameters, weeks);
    expect(cumulativeExpectation(bgNbd, parameters, arrivals, 10)).toBeCloseTo(3 * one(10) + 2 * one(6), 12);
    expect(() => cumulativeExpectation(bgNbd, parameters, arrivals, -1)).toThrow(RangeError);
  });
});
