import fc from 'fast-check';
import { gaussFraction } from './gauss-fraction';
import { integrate } from './integrate';
import { logAdd, logGamma } from './log-gamma';
import { maximizeLikelihood } from './maximum-likelihood';
import { NegativeBinomial } from './negative-binomial';
import { nelderMead } from './nelder-mead';

const near = (value: number, expected: number, relative = 1e-12): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));
const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe('ln Γ', () => {
  it('is what tables say', () => {
    near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
    near(logGamma(1), 0, 1e-14);
    near(logGamma(171), Math.log(7.257415615307994e306), 1e-14);
    near(logGamma(1e-10), 23.02585092988273, 1e-14);
    near(logGamma(1e6), 12815504.569147611, 1e-14);
  });

  it('rises by ln x from x to x + 1, and is defined above 0 only', () => {
    fc.assert(fc.property(positive, (x) => near(logGamma(x + 1), logGamma(x) + Math.log(x))));
    for (const x of [0, -1.5, Number.NaN]) expect(() => logGamma(x)).toThrow(RangeError);
  });

  it('adds in logarithms without overflow', () => {
    near(logAdd(Math.log(3), Math.log(4)), Math.log(7));
    expect(logAdd(-5000, -5000)).toBe(-5000 + Math.LN2);
    expect(logAdd(Number.NEGATIVE_INFINITY, -3)).toBe(-3);
    expect(logAdd(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('₂F₁(1, b; c + 1; z)', () => {
  it('is −ln(1 − z) / z at b = c = 1', () => {
    for (const z of [1e-9, 0.1, 0.5, 0.9, 0.9999]) near(gaussFraction(1, 1, z), -Math.log1p(-z) / z);
    expect(gaussFraction(3, 5, 0)).toBe(1);
  });

  it("is Euler's integral, c ∫ (1 − u)^(c−1) (1 − z u)^−b du", () => {
    const shape = fc.double({ min: 1, max: 100, noNaN: true });
    const share = fc.double({ min: 0, max: 0.99, noNaN: true });
    const law = fc.property(shape, shape, share, (b, c, z) =>
      near(
        Math.log(gaussFraction(b, b + c, z)),
        Math.log(integrate((u) => (b + c) * (1 - u) ** (b + c - 1) * (1 - z * u) ** -b, 0, 1)),
        1e-10,
      ),
    );
    fc.assert(law, { numRuns: 60 });
  });

  it('refuses what it is not made for', () => {
    expect(() => gaussFraction(1, 1, 1)).toThrow('no ₂F₁');
    expect(() => gaussFraction(-1, 1, 0.5)).toThrow(RangeError);
  });
});

it('integrates, also to ends where there is no value', () => {
  near(
    integrate((x) => x * x, -1, 2),
    3,
  );
  near(
    integrate((x) => 1 / Math.sqrt(x), 0, 1),
    2,
    1e-7,
  );
  near(integrate(Math.log, 0, 1), -1);
  expect(integrate(Math.exp, 2, 2)).toBe(0);
});

describe('the negative binomial', () => {
  it('has masses that sum to 1 with what lies above, and a mean of r t / alpha', () => {
    const law = fc.property(fc.double({ min: 0.05, max: 50, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true }), (r, time) => {
      const walk = new NegativeBinomial(r, 1, time);
      let [below, mean] = [walk.mass, 0];
      while (!walk.isOver(1e-16)) {
        walk.step();
        below += walk.mass;
        mean += walk.n * walk.mass;
      }
      near(below, 1, 1e-10);
      near(mean, r * time, 1e-9);
    }); // prettier-ignore
    fc.assert(law, { numRuns: 50 });
  });

  it('is right where its first mass is too small for a double', () => {
    const walk = new NegativeBinomial(5_000, 10, 10);
    expect(walk.mass).toBe(0);
    let mean = 0;
    while (!walk.isOver(1e-16)) {
      walk.step();
      mean += walk.n * walk.mass;
    }
    near(mean, 5_000, 1e-9);
  });
});

describe('the search', () => {
  const valley = ([x, y]: readonly number[]): number => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2;

  it("finds the end of Rosenbrock's valley", () => {
    const { at, value } = nelderMead(valley, [-1.2, 1], { step: 0.5, tolerance: 1e-14, evaluationsMax: 2_000 });
    near(at[0]!, 1, 1e-5);
    near(at[1]!, 1, 1e-5);
    expect(value).toBeLessThan(1e-10);
  });

  it('names parameters that went to their bounds, and every start', () => {
    const likelihood = ({ a, b }: { a: number; b: number }): number => -((Math.log(a) - 1) ** 2) - 1 / b;
    const { parameters, atBounds, runs } = maximizeLikelihood(likelihood, [{ a: 1, b: 1 }, { a: 50, b: 9 }], { b: [0.1, 20] }); // prettier-ignore
    near(parameters.a, Math.E, 1e-4);
    expect([parameters.b, atBounds, runs.length]).toEqual([20, ['b'], 2]);
  });

  it('refuses starts that cannot be', () => {
    const flat = (): number => 0;
    expect(() => maximizeLikelihood(flat, [])).toThrow('a fit needs a start');
    expect(() => maximizeLikelihood(flat, [{ a: 5_000 }])).toThrow('a start is out of bounds: a');
    expect(() => maximizeLikelihood(() => Number.NaN, [{ a: 1 }])).toThrow('no value where the search begins');
  });
});
