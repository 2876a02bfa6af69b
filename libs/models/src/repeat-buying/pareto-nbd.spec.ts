import fc from 'fast-check';
import { integrate } from '../numeric/integrate';
import { logGamma } from '../numeric/log-gamma';
import { anyHistory, sumOf } from './given';
import { expectedPurchases, logLikelihood, pAlive, purchasesPmf } from './model';
import { paretoNbd, type ParetoNbd } from './pareto-nbd';
import { buyingSample } from './sample';

/** The walkthrough of the R package BTYD does not print its own parameters in full: these four give all six of its expectations to seven digits. */
const PARAMETERS: ParetoNbd = { r: 0.55337084, alpha: 10.5795189, s: 0.60590725, beta: 11.6581101 };
const any = fc.record({
  r: fc.double({ min: 0.1, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.5, max: 50, noNaN: true }),
  s: fc.double({ min: 0.1, max: 4, noNaN: true }),
  beta: fc.double({ min: 0.5, max: 50, noNaN: true }),
});

describe('the Pareto/NBD', () => {
  it('gives the published figures of the BTYD walkthrough', () => {
    const often = { x: 26, t_x: 216 / 7, T: 217 / 7 };
    expect(Math.abs(expectedPurchases(paretoNbd, PARAMETERS, often, 52) / 25.45647 - 1)).toBeLessThan(1e-4);
    expect(pAlive(paretoNbd, PARAMETERS, often)).toBeCloseTo(0.997874, 6);
    expect(Math.abs(paretoNbd.expected(PARAMETERS, 52) / 1.473434 - 1)).toBeLessThan(1e-4);
    const idle = [10, 15, 20, 25].map((x) => expectedPurchases(paretoNbd, PARAMETERS, { x, t_x: 20, T: 39 }, 52));
    [0.7062289, 0.1442396, 0.02250658, 0.00309267].forEach((expected, at) =>
      expect(Math.abs(idle[at]! / expected - 1)).toBeLessThan(1e-4),
    );
  });

  it('has the likelihood of its definition: there until T, or gone at some moment after the last purchase', () => {
    fc.assert(
      fc.property(any, anyHistory(12), (parameters, history) => {
        const { r, alpha, s, beta } = parameters;
        const { x, t_x, T } = history;
        const constant = Math.exp(logGamma(r + x) - logGamma(r)) * alpha ** r * beta ** s;
        const at = (time: number): number => constant * (alpha + time) ** -(r + x) * (beta + time) ** -s;
        const gone = integrate((time) => (s * at(time)) / (beta + time), t_x, T);
        const reached = logLikelihood(paretoNbd, parameters, buyingSample([history]));
        expect(Math.abs(reached - Math.log(at(T) + gone))).toBeLessThan(1e-9 * (1 + Math.abs(reached)));
        expect(Math.abs(pAlive(paretoNbd, parameters, history) - at(T) / (at(T) + gone))).toBeLessThan(1e-9);
      }),
    );
  });

  it('has probabilities that sum to 1 and have the expected mean', () => {
    fc.assert(
      fc.property(any, anyHistory(4), fc.double({ min: 0, max: 4, noNaN: true }), (parameters, history, weeks) => {
        const masses = purchasesPmf(paretoNbd, parameters, history, weeks, 120);
        expect(sumOf(masses)).toBeCloseTo(1, 3);
        const mean = sumOf(masses.map((mass, count) => mass * count));
        const expected = expectedPurchases(paretoNbd, parameters, history, weeks);
        expect(mean).toBeLessThan(expected * 1.000001 + 1e-9);
        if (sumOf(masses) > 1 - 1e-9) expect(mean).toBeCloseTo(expected, 5);
      }),
      { numRuns: 20 },
    );
  });

  it('neither underflows nor overflows', () => {
    const history = { x: 2_000, t_x: 500, T: 520 };
    const alive = pAlive(paretoNbd, PARAMETERS, history);
    expect(alive).toBeGreaterThan(0);
    expect(alive).toBeLessThan(1e-25);
    expect(Number.isFinite(logLikelihood(paretoNbd, PARAMETERS, buyingSample([history])))).toBe(true);
    const steady = expectedPurchases(paretoNbd, PARAMETERS, { ...history, t_x: 520 }, 52);
    expect(steady).toBeGreaterThan(180);
    expect(steady).toBeLessThan(200);
  });

  it('passes alpha = beta and s = 1 without a jump', () => {
    const history = { x: 3, t_x: 10, T: 30 };
    const alive = (alpha: number): number => pAlive(paretoNbd, { ...PARAMETERS, alpha, beta: 10 }, history);
    expect(alive(10)).toBeCloseTo((alive(10 - 1e-7) + alive(10 + 1e-7)) / 2, 9);
    const mean = (s: number): number => paretoNbd.expected({ ...PARAMETERS, s }, 30);
    expect(mean(1)).toBeCloseTo((mean(1 - 1e-6) + mean(1 + 1e-6)) / 2, 8);
  });

  it('trusts those less who are longer idle', () => {
    fc.assert(
      fc.property(any, anyHistory(20), (parameters, { x, t_x, T }) => {
        const now = pAlive(paretoNbd, parameters, { x, t_x, T });
        const later = pAlive(paretoNbd, parameters, { x, t_x, T: T + 4 });
        expect(later).toBeLessThanOrEqual(now);
        expect(now).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is never surer than sure', () => {
    const parameters = { r: 0.1, alpha: 2.227696030979372, s: 1.2143272648457828, beta: 0.5 };
    expect(pAlive(paretoNbd, parameters, { x: 1, T: 1.0000000000000029, t_x: 1.0000000000000022 })).toBe(1);
  });
});
