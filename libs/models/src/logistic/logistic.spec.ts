import fc from 'fast-check';
import { solvePositive } from '../numeric/solve';
import { learnEncoding } from './features';
import { fitLogistic, logOdds, probabilityOf } from './logistic';
import { fitPropensity } from './propensity';

describe('a system of equations', () => {
  it('is solved', () => {
    const solution = solvePositive(Float64Array.of(4, 0, 2, 3), Float64Array.of(10, 8));
    expect([...solution]).toEqual([expect.closeTo(1.75, 12), expect.closeTo(1.5, 12)]);
    expect(() => solvePositive(Float64Array.of(0), Float64Array.of(1))).toThrow('not positive definite');
  });
});

describe('logistic regression', () => {
  it('is what the text book has (hours of study and passing, 20 students)', () => {
    const hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
    const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];
    const model = fitLogistic(hours.map((one) => [one]), passed, 1e-9); // prettier-ignore
    expect(model.intercept).toBeCloseTo(-4.0777, 3);
    expect(model.weights[0]).toBeCloseTo(1.5046, 3);
    expect(probabilityOf(logOdds(model, [2]))).toBeCloseTo(0.26, 2);
  });

  it('is where no weight could be better, and says as many in all as there are', () => {
    const row = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), fc.double({ min: 0.01, max: 10, noNaN: true }), (all, ridge) => {
        const targets = all.map(([, , outcome]) => (outcome ? 1 : 0));
        fc.pre(new Set(targets).size === 2);
        const rows = all.map(([one, other]) => [one, other]);
        const model = fitLogistic(rows, targets, ridge);
        const errors = rows.map((inputs, n) => targets[n]! - probabilityOf(logOdds(model, inputs)));
        expect(errors.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 3);
        for (const n of [0, 1]) {
          const slope = errors.reduce((sum, one, at) => sum + one * rows[at]![n]!, 0) - ridge * model.weights[n]!;
          expect(slope).toBeCloseTo(0, 3);
        }
      }),
    ); // prettier-ignore
  });

  it('has an answer also when an input tells the outcome exactly', () => {
    const model = fitLogistic([[-1], [-2], [1], [2]], [0, 0, 1, 1], 0.1);
    expect(model.weights[0]).toBeGreaterThan(1);
    expect(model.weights[0]).toBeLessThan(10);
    expect([probabilityOf(-1e4), probabilityOf(1e4)]).toEqual([0, 1]);
  });

  it('refuses what does not belong together', () => {
    expect(() => fitLogistic([], [], 1)).toThrow('one target for each row');
    expect(() => fitLogistic([[1]], [1], 0)).toThrow('the ridge must be above 0');
  });
});

describe('an encoding', () => {
  const columns = [{ name: 'months', kind: 'number', knots: 1 }, { name: 'plan', kind: 'category' }, { name: 'same', kind: 'category' }] as const; // prettier-ignore
  const rows = [
    { months: 2, plan: 'year', same: 'x' },
    { months: 4, plan: 'month', same: 'x' },
    { months: null, plan: 'free', same: 'x' },
    { months: 9, plan: 'month', same: 'x' },
  ];
  const { names, encode } = learnEncoding(rows, columns);

  it('standardises numbers, bends them, and has an input for each word but the first', () => {
    expect(names).toEqual(['months', 'months above 4', 'plan = month', 'plan = year']);
    const all = rows.map((row) => encode(row));
    for (let n = 0; n < names.length; n++) expect(all.reduce((sum, one) => sum + one[n]!, 0)).toBeCloseTo(0, 12);
    expect(all[1]![2]).toBe(1);
  });

  it('takes what it does not know for average', () => {
    expect([...encode({ months: null, plan: 'decade' })]).toEqual([0, 0, 0, 0]);
    expect(() => encode({ months: 'many' })).toThrow('months must be a number, not many');
    expect(() => learnEncoding([], columns)).toThrow('an encoding needs rows');
  });
});

describe('a propensity', () => {
  const rows = Array.from({ length: 400 }, (_, n) => ({ idle: (n * 37) % 100, plan: n % 3 === 0 ? 'month' : 'year' }));
  // Leaves in idle + 10 of 200 cases; by a fixed pattern, not by dice.
  const outcomes = rows.map(({ idle }, n) => (n * 61) % 200 < idle + 10);
  const columns = [
    { name: 'idle', kind: 'number' },
    { name: 'plan', kind: 'category' },
  ] as const;
  const model = fitPropensity(rows, outcomes, { columns });

  it('is calibrated, and says why', () => {
    const share = outcomes.filter(Boolean).length / outcomes.length;
    const mean = rows.reduce((sum, row) => sum + model.probability(row), 0) / rows.length;
    expect(mean).toBeCloseTo(share, 2);
    expect(model.probability({ idle: 99, plan: 'year' })).toBeGreaterThan(model.probability({ idle: 1, plan: 'year' }));
    const [first] = model.contributions({ idle: 99, plan: 'year' });
    expect(first!.feature).toBe('idle');
    expect(first!.logOdds).toBeGreaterThan(0);
    expect(model.features).toEqual(['idle', 'plan = year']);
  });

  it('refuses what it cannot learn from', () => {
    expect(() => fitPropensity(rows, [], { columns })).toThrow('one outcome for each row');
    expect(() => fitPropensity(rows.slice(0, 3), [true, false, true], { columns })).toThrow('a row for each of two folds');
    expect(() => fitPropensity(rows, rows.map(() => true), { columns })).toThrow('both outcomes must be there');
  }); // prettier-ignore
});
