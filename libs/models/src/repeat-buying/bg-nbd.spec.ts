import fc from 'fast-check';
import { logGamma } from '../numeric/log-gamma';
import { bgNbd, type BgNbd } from './bg-nbd';
import { expectedPurchases, logLikelihood, pAlive, purchasesPmf } from './model';
import { buyingSample } from './sample';
import { anyHistory, sumOf } from './given';

/** Of the walkthrough of the R package BTYD. */
const PARAMETERS: BgNbd = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
const any = fc.record({
  r: fc.double({ min: 0.1, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.5, max: 50, noNaN: true }),
  a: fc.double({ min: 0.1, max: 4, noNaN: true }),
  b: fc.double({ min: 0.3, max: 8, noNaN: true }),
});

/** The power series, word by word. */
const hypergeometric = (a: number, b: number, c: number, z: number): number => {
  let [term, sum] = [1, 1];
  for (let n = 0; n < 100_000 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= ((a + n) * (b + n) * z) / ((c + n) * (n + 1));
    sum += term;
  }
  return sum;
};

describe('the BG/NBD', () => {
  it('gives the published figures of the BTYD walkthrough', () => {
    const often = { x: 26, t_x: 216 / 7, T: 217 / 7 };
    expect(expectedPurchases(bgNbd, PARAMETERS, often, 52)).toBeCloseTo(25.75659, 4);
    expect(pAlive(bgNbd, PARAMETERS, often)).toBeCloseTo(0.9688523, 6);
    expect(bgNbd.expected(PARAMETERS, 52)).toBeCloseTo(1.444004, 5);
    const idle = [10, 15, 20, 25].map((x) => expectedPurchases(bgNbd, PARAMETERS, { x, t_x: 20, T: 39 }, 52));
    [0.3474606, 0.04283391, 0.004158973, 0.0003583685].forEach((expected, at) =>
      expect(Math.abs(idle[at]! / expected - 1)).toBeLessThan(1e-5),
    );
    const paper = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    expect(expectedPurchases(bgNbd, paper, { x: 2, t_x: 30.43, T: 38.86 }, 39)).toBeCloseTo(1.226, 3);
  });

  it('agrees with equation 10 as it is printed, where that can be computed', () => {
    fc.assert(
      fc.property(any, anyHistory(8), fc.double({ min: 0, max: 60, noNaN: true }), (parameters, history, t) => {
        const { r, alpha, a, b } = parameters;
        const { x, t_x, T } = history;
        fc.pre(Math.abs(a - 1) > 0.05 && Math.abs(a + b + x - 1) > 0.05);
        const f = hypergeometric(r + x, b + x, a + b + x - 1, t / (alpha + T + t));
        const bracket = 1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * f;
        const gone = x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + T) / (alpha + t_x)) ** (r + x);
        const expected = (((a + b + x - 1) / (a - 1)) * bracket) / (1 + gone);
        expect(Math.abs(expectedPurchases(bgNbd, parameters, history, t) - expected)).toBeLessThan(1e-7 * (1 + expected)); // prettier-ignore
      }),
    );
  });

  it('has the likelihood of equation 6', () => {
    const beta = (one: number, other: number): number =>
      Math.exp(logGamma(one) + logGamma(other) - logGamma(one + other));
    fc.assert(
      fc.property(any, anyHistory(8), (parameters, history) => {
        const { r, alpha, a, b } = parameters;
        const { x, t_x, T } = history;
        const common = Math.exp(logGamma(r + x) - logGamma(r)) * alpha ** r;
        const there = (beta(a, b + x) / beta(a, b)) * (common / (alpha + T) ** (r + x));
        const gone = x === 0 ? 0 : (beta(a + 1, b + x - 1) / beta(a, b)) * (common / (alpha + t_x) ** (r + x));
        const reached = logLikelihood(bgNbd, parameters, buyingSample([history]));
        expect(Math.abs(reached - Math.log(there + gone))).toBeLessThan(1e-9 * (1 + Math.abs(reached)));
        expect(Math.abs(pAlive(bgNbd, parameters, history) - there / (there + gone))).toBeLessThan(1e-9);
      }),
    );
  });

  it('has probabilities that sum to 1 and have the expected mean', () => {
    fc.assert(
      fc.property(any, anyHistory(8), fc.double({ min: 0, max: 20, noNaN: true }), (parameters, history, weeks) => {
        const masses = purchasesPmf(bgNbd, parameters, history, weeks, 3_000);
        expect(sumOf(masses)).toBeCloseTo(1, 6);
        const mean = sumOf(masses.map((mass, count) => mass * count));
        expect(mean).toBeCloseTo(expectedPurchases(bgNbd, parameters, history, weeks), 4);
      }),
      { numRuns: 30 },
    );
  });

  it('says 1 of everybody without a repeat purchase, which is why nobody may rank by it', () => {
    expect([1, 39, 500].map((T) => pAlive(bgNbd, PARAMETERS, { x: 0, t_x: 0, T }))).toEqual([1, 1, 1]);
  });

  it('neither underflows nor overflows', () => {
    const history = { x: 2_000, t_x: 500, T: 520 };
    const alive = pAlive(bgNbd, PARAMETERS, history);
    expect(alive).toBeGreaterThan(0);
    expect(alive).toBeLessThan(1e-25);
    expect(Number.isFinite(logLikelihood(bgNbd, PARAMETERS, buyingSample([history])))).toBe(true);
    const steady = { ...history, t_x: 520 };
    // Four a week for ten years, and hardly ever gone after one.
    expect(expectedPurchases(bgNbd, PARAMETERS, steady, 52)).toBeGreaterThan(180);
    expect(expectedPurchases(bgNbd, PARAMETERS, steady, 52)).toBeLessThan(200);
    expect(expectedPurchases(bgNbd, PARAMETERS, steady, 0)).toBe(0);
  });

  it('passes a = 1 and a + b = 1 without a jump', () => {
    const at = (a: number, b: number): number => bgNbd.expected({ r: 0.5, alpha: 5, a, b }, 30);
    expect(at(1, 2)).toBeCloseTo((at(1 - 1e-6, 2) + at(1 + 1e-6, 2)) / 2, 9);
    expect(at(0.4, 0.6)).toBeCloseTo((at(0.4 - 1e-6, 0.6) + at(0.4 + 1e-6, 0.6)) / 2, 9);
  });
});
